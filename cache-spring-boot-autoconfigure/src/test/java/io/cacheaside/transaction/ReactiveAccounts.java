package io.cacheaside.transaction;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.TransactionalEventPublisher;

import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.InvalidatesCache;

/** Accounts as a reactive application reads and changes them. */
class ReactiveAccounts {

	private final DatabaseClient database;

	private final TransactionalEventPublisher events;

	ReactiveAccounts(DatabaseClient database, ApplicationEventPublisher events) {
		this.database = database;
		this.events = new TransactionalEventPublisher(events);
	}

	@Cacheable(cacheNames = "account", key = "#id")
	public Mono<String> read(String id) {
		return row(id);
	}

	@Cacheable(cacheNames = "account", key = "#id", sync = true)
	public Mono<String> readInSync(String id) {
		return row(id);
	}

	Mono<String> row(String id) {
		return this.database.sql("SELECT name FROM account WHERE id = :id")
			.bind("id", id)
			.map((row) -> String.valueOf(row.get(0)))
			.one();
	}

	Mono<Void> write(String id, String name) {
		return this.database.sql("UPDATE account SET name = :name WHERE id = :id")
			.bind("name", name)
			.bind("id", id)
			.then();
	}

	@CacheEvict(cacheNames = "account", key = "#id")
	public Mono<Void> evict(String id, String name) {
		return write(id, name);
	}

	@CacheEvict(cacheNames = "account", allEntries = true)
	public Flux<String> clear(String id, String name) {
		return write(id, name).thenMany(Flux.just("one", "two"));
	}

	@CacheEvictPattern("acc*:#{#id}")
	public Mono<Void> evictPattern(String id, String name) {
		return write(id, name);
	}

	@CacheEvictPattern("account:#{#result}")
	public Mono<String> evictByResult(String id, String name) {
		return write(id, name).thenReturn(id);
	}

	@CacheEvictTag("accounts")
	public Flux<String> evictTag(String id, String name) {
		return write(id, name).thenMany(Flux.just("one", "two"));
	}

	@CachePut(cacheNames = "account", key = "#id")
	public Mono<String> put(String id, String name) {
		return write(id, name).thenReturn(name);
	}

	Mono<Void> publish(String id, String name) {
		return write(id, name).then(this.events.publishEvent(new Renamed(id)));
	}

	@Transactional
	@CacheEvictPattern("account:#{#id}")
	public Mono<Void> evictInATransactionOfItsOwn(String id, String name) {
		return write(id, name);
	}

	@InvalidatesCache("account:#{id}")
	record Renamed(String id) {
	}

}
