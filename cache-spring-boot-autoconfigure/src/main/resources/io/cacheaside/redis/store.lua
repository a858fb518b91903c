-- Stores an entry in place of its lease, and sets the times in its header by this
-- server's clock: a compare-and-set on the token. An empty slot refuses.
--
-- KEYS[1]  the slot
-- ARGV[1]  the token, 16 bytes
-- ARGV[2]  the entry; at offset 60 the milliseconds after which it should be refreshed,
--          0 for never
-- ARGV[3]  its time to live in milliseconds, 0 for no limit
-- ARGV[4]  for how many milliseconds after that it is kept, to stand in
-- returns  1 if it was stored, 0 if the slot is not leased to the token
--
-- Cluster-safe: one key. Needs scripts that are replicated by their effects (Redis 5), as
-- it asks for the time.

if not is_leased(head_of(KEYS[1]), LEASE, ARGV[1]) then
	return 0
end
local stored = now()
local life = tonumber(ARGV[3])
local expires = 0
if life > 0 then
	expires = stored + life
end
local refresh = struct.unpack('>I8', ARGV[2], 61)
if refresh > 0 then
	refresh = stored + refresh
end
-- The times stand at the offsets 44, 52 and 60; Lua counts from 1.
local entry = string.sub(ARGV[2], 1, 44) .. struct.pack('>I8I8I8', stored, expires, refresh) .. string.sub(ARGV[2], 69)
if life > 0 then
	redis.call('SET', KEYS[1], entry, 'PX', life + tonumber(ARGV[4]))
else
	redis.call('SET', KEYS[1], entry)
end
return 1
