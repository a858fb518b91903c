-- Empties a slot if it is still leased to a token and holds no value.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- returns  1 if it was so, else 0
--
-- Cluster-safe: one key.

if not is_leased(head_of(KEYS[1]), LEASE + NO_VALUE, ARGV[1]) then
	return 0
end
return redis.call('UNLINK', KEYS[1])
