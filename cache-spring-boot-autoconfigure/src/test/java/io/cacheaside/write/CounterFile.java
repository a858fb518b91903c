package io.cacheaside.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * A source that outlives the process that writes it: one line for each write, appended in
 * one call. Like a table that keeps the largest token of each row, its state is what was
 * written with the largest one.
 */
final class CounterFile implements WriteBehindWriter<Counter> {

	private final Path file;

	private final Consumer<List<PendingWrite<Counter>>> beforeEach;

	private final Runnable afterEach;

	CounterFile(Path file, Consumer<List<PendingWrite<Counter>>> beforeEach, Runnable afterEach) {
		this.file = file;
		this.beforeEach = beforeEach;
		this.afterEach = afterEach;
	}

	@Override
	public String cacheName() {
		return "counter";
	}

	@Override
	public void write(List<PendingWrite<Counter>> batch) {
		this.beforeEach.accept(batch);
		StringBuilder lines = new StringBuilder();
		batch.forEach((write) -> lines.append(write.value().id())
			.append(' ')
			.append(write.value().count())
			.append(' ')
			.append(write.token())
			.append('\n'));
		try {
			Files.writeString(this.file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.afterEach.run();
	}

	/**
	 * The writes of one number, oldest first. A line that is being written is not there
	 * yet.
	 */
	List<Line> lines(long number) {
		try {
			String text = Files.exists(this.file) ? Files.readString(this.file) : "";
			return text.substring(0, text.lastIndexOf('\n') + 1)
				.lines()
				.map(Line::parse)
				.filter((line) -> line.number() == number)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What stands in the source now, 0 if nothing does. */
	long count(long number) {
		List<Line> lines = lines(number);
		return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).count();
	}

	record Line(long number, long count, long token) {

		static Line parse(String text) {
			String[] parts = text.split(" ");
			return new Line(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
		}

	}

}
