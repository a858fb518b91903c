-- Leases a slot that is empty, that is leased to the same token already, or whose fixed
-- header is still the one that was read before.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the bytes of the lease
-- ARGV[3]  its term in milliseconds
-- ARGV[4]  the first 84 bytes that the slot held, or all it held; absent for none
-- returns  1 if the slot is now leased to the token, else 0
--
-- Cluster-safe: one key.

local head = head_of(KEYS[1])
if is_leased(head, LEASE, ARGV[1]) or head == ARGV[4] or (head == '' and redis.call('EXISTS', KEYS[1]) == 0) then
	redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
	return 1
end
return 0
