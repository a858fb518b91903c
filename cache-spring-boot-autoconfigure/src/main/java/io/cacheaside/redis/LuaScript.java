package io.cacheaside.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;

/**
 * A script that Redis runs in one step, sent by its digest, and as a whole to a server
 * that does not know it yet. Immutable.
 * <p>
 * A script that a replica refuses fails with a {@link RedisReadOnlyException}, as a
 * command does; before Redis 7 the server hides that reason in the text of another one.
 */
final class LuaScript {

	private final byte[] text;

	private final String digest;

	private LuaScript(byte[] text) {
		this.text = text;
		this.digest = digestOf(text);
	}

	/**
	 * Reads a script from resources beside this class.
	 * @param resourceName the name of the resource, such as {@code append.lua}
	 * @return the script
	 */
	static LuaScript of(String resourceName) {
		return of(new String[] { resourceName });
	}

	/**
	 * Reads a script that is made of several resources, in this order, since a script
	 * cannot import another one.
	 * @param resourceNames the names of the resources
	 * @return the script
	 */
	static LuaScript of(String... resourceNames) {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		for (String name : resourceNames) {
			try (InputStream resource = LuaScript.class.getResourceAsStream(name)) {
				if (resource == null) {
					throw new IllegalStateException("there is no script " + name);
				}
				resource.transferTo(text);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return new LuaScript(text.toByteArray());
	}

	/**
	 * Runs the script.
	 * @param <T> the type of the answer, which follows from the type of output
	 * @param redis sends it, in a cluster to the master of the keys
	 * @param type how the answer is read
	 * @param keys the keys, in a cluster all of one slot
	 * @param args the arguments
	 * @return the answer; once it has failed, by a time-out of the caller's too, nothing
	 * more is sent
	 */
	<T> CompletableFuture<T> run(RedisScriptingAsyncCommands<byte[], byte[]> redis, ScriptOutputType type,
			byte[][] keys, byte[]... args) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		CompletableFuture<T> known = redis.<T>evalsha(this.digest, type, keys, args).toCompletableFuture();
		follow(known, answer, () -> redis.<T>eval(this.text, type, keys, args).toCompletableFuture());
		return answer;
	}

	private static <T> void follow(CompletableFuture<T> sent, CompletableFuture<T> answer,
			Supplier<CompletableFuture<T>> whole) {
		// So that the driver does not send what nobody waits for any more.
		answer.whenComplete((value, failure) -> {
			if (failure != null) {
				sent.completeExceptionally(failure);
			}
		});
		sent.whenComplete((value, failure) -> {
			if (failure == null) {
				answer.complete(value);
			}
			else if (Replies.unwrap(failure) instanceof RedisNoScriptException && !answer.isDone()) {
				sendWhole(whole, answer);
			}
			else {
				answer.completeExceptionally(refusal(Replies.unwrap(failure)));
			}
		});
	}

	private static <T> void sendWhole(Supplier<CompletableFuture<T>> whole, CompletableFuture<T> answer) {
		try {
			follow(whole.get(), answer, () -> CompletableFuture.failedFuture(new IllegalStateException()));
		}
		catch (RuntimeException ex) {
			answer.completeExceptionally(ex);
		}
	}

	/**
	 * The script itself, for those who send many commands together.
	 * @return its bytes; not copied, so not to be changed
	 */
	byte[] text() {
		return this.text;
	}

	/**
	 * What the server calls the script.
	 * @return the SHA-1 digest in hexadecimal digits
	 */
	String digest() {
		return this.digest;
	}

	static Throwable refusal(Throwable failure) {
		String message = failure.getMessage();
		boolean hidden = failure instanceof RedisCommandExecutionException && message != null
				&& message.contains("-READONLY ");
		return hidden ? new RedisReadOnlyException(message, failure) : failure;
	}

	private static String digestOf(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-1", ex);
		}
	}

}
