-- Leases a slot beside the value that it holds, if its fixed header is still the one that
-- was read before, or leased to the same token already. Until its term is over, others
-- read in the header that somebody loads the value anew. Never shortens the slot's life.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the term in milliseconds
-- ARGV[3]  the first 84 bytes that the slot held
-- returns  1 if the slot is now leased to the token, else 0
--
-- Cluster-safe: one key. Needs scripts that are replicated by their effects (Redis 5), as
-- it asks for the time.

local head = head_of(KEYS[1])
if is_leased(head, LEASE, ARGV[1]) then
	return 1
end
if #head ~= 84 or head ~= ARGV[3] or string.sub(head, 1, 3) ~= '\202\93\1' or not has_value(head) then
	return 0
end
lease_beside(KEYS[1], head, ARGV[1], now() + tonumber(ARGV[2]))
keep_for(KEYS[1], ARGV[2])
return 1
