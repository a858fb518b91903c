-- Empties a slot if its fixed header is still the one that was looked at.
--
-- KEYS[1]  the slot
-- ARGV[1]  the first 84 bytes that the slot held, or all it held; not empty
-- returns  1 if it was emptied, else 0
--
-- Cluster-safe: one key. What is no string any more has changed, and is no error.

if redis.pcall('GETRANGE', KEYS[1], 0, 83) == ARGV[1] then
	return redis.call('UNLINK', KEYS[1])
end
return 0
