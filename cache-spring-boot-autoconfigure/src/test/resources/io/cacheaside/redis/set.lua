-- Sets a key.
-- KEYS: the key. ARGV: its value. Returns what SET does. Cluster-safe: one key.
return redis.call('SET', KEYS[1], ARGV[1])
