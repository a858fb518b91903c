-- Extends a lease to a term from now, if it is still held. Never shortens the slot's life.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the term in milliseconds
-- returns  1 if the lease is held, else 0
--
-- Cluster-safe: one key.

if not is_leased(head_of(KEYS[1]), LEASE, ARGV[1]) then
	return 0
end
local rest = redis.call('PTTL', KEYS[1])
if rest >= 0 and rest < tonumber(ARGV[2]) then
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
