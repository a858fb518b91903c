package io.cacheaside.transaction;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ApplicationEventPublisher;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.annotation.WriteThrough;

/** Accounts as an application reads and changes them, one method for each annotation. */
class CachedAccounts {

	private final AccountRows rows;

	private final ApplicationEventPublisher events;

	CachedAccounts(AccountRows rows, ApplicationEventPublisher events) {
		this.rows = rows;
		this.events = events;
	}

	@CacheAside(cacheNames = "account", key = "#id")
	public String read(String id) {
		return this.rows.read(id);
	}

	@Cacheable(cacheNames = "account", key = "#id")
	public String readPlainly(String id) {
		return this.rows.read(id);
	}

	@CacheEvict(cacheNames = "account", key = "#id")
	public void evict(String id) {
		// The change was made before.
	}

	@CacheEvictTag("accounts")
	public void evictTag(String id) {
		// The change was made before.
	}

	@CacheEvictPattern("acc*:#{#id}")
	public void evictPattern(String id) {
		// The change was made before.
	}

	@CacheEvict(cacheNames = "account", allEntries = true)
	public void clear() {
		// The change was made before.
	}

	public void publish(String id) {
		this.events.publishEvent(new AccountRenamed(id));
	}

	@CachePut(cacheNames = "account", key = "#id")
	public String put(String id, String name) {
		return name;
	}

	@WriteThrough(cacheNames = "account", key = "#id")
	public String writeThrough(String id, String name) {
		this.rows.write(id, name);
		return name;
	}

	@InvalidatesCache("account:#{id}")
	record AccountRenamed(String id) {
	}

}
