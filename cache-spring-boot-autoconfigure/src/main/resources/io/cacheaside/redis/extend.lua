-- Extends a lease to a term from now, if it is still held. Never shortens the slot's life.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the term in milliseconds
-- returns  1 if the lease is held, else 0
--
-- Cluster-safe: one key. Needs scripts that are replicated by their effects (Redis 5), as
-- it asks for the time.

local head = head_of(KEYS[1])
if not is_leased(head, LEASE, ARGV[1]) then
	return 0
end
if has_value(head) then
	lease_beside(KEYS[1], head, ARGV[1], now() + tonumber(ARGV[2]))
end
keep_for(KEYS[1], ARGV[2])
return 1
