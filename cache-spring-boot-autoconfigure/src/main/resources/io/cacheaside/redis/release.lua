-- Ends a lease whose load came to nothing, if it is still held. A lease alone empties the
-- slot. A value beside a lease stays, and is leased to nobody, whose token is 0, for a
-- rest, so that the source is not asked again at once.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the rest in milliseconds
-- returns  1 if the lease was held, else 0
--
-- Cluster-safe: one key. Needs scripts that are replicated by their effects (Redis 5), as
-- it asks for the time.

local head = head_of(KEYS[1])
if not is_leased(head, LEASE, ARGV[1]) then
	return 0
end
if has_value(head) then
	lease_beside(KEYS[1], head, NOBODY, now() + tonumber(ARGV[2]))
	return 1
end
return redis.call('UNLINK', KEYS[1])
