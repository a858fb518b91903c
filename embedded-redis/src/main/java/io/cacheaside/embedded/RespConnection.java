package io.cacheaside.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One plain connection to a Redis, for the few commands that starting and watching one
 * takes. Not safe for use by several threads; every read ends after the time-out.
 */
final class RespConnection implements Closeable {

	private final Socket socket = new Socket();

	private final InputStream in;

	RespConnection(String host, int port, Duration timeout) throws IOException {
		try {
			int millis = Math.toIntExact(timeout.toMillis());
			this.socket.connect(new InetSocketAddress(host, port), millis);
			this.socket.setSoTimeout(millis);
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException ex) {
			this.socket.close();
			throw ex;
		}
	}

	/**
	 * Sends one command and waits for its reply.
	 * @param command the command and its arguments
	 * @return a {@code String}, a {@code Long}, a {@code List} of replies, or
	 * {@code null}
	 * @throws IOException if there is no reply, or it is an error
	 */
	@Nullable Object execute(String... command) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
		for (String argument : command) {
			byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
			out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
			out.writeBytes(bytes);
			out.writeBytes(new byte[] { '\r', '\n' });
		}
		this.socket.getOutputStream().write(out.toByteArray());
		return reply();
	}

	private @Nullable Object reply() throws IOException {
		String line = line();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+' -> rest;
			case ':' -> Long.valueOf(rest);
			case '$' -> bulk(Integer.parseInt(rest));
			case '*' -> array(Integer.parseInt(rest));
			case '-' -> throw new IOException("Redis answers: " + rest);
			default -> throw new IOException("not a reply of Redis: " + line);
		};
	}

	private @Nullable String bulk(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = this.in.readNBytes(length + 2);
		if (bytes.length < length + 2) {
			throw new EOFException("Redis closed the connection");
		}
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	private @Nullable List<@Nullable Object> array(int size) throws IOException {
		if (size < 0) {
			return null;
		}
		List<@Nullable Object> replies = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			replies.add(reply());
		}
		return replies;
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("Redis closed the connection");
			}
			line.write(next);
		}
		String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
		if (text.isEmpty()) {
			throw new IOException("not a reply of Redis: an empty line");
		}
		return text;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
