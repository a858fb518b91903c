-- Makes the value in a slot due: brings the time from which on it should be loaded anew
-- forward to now, unless somebody loads it already or it rests. If the time of its lease
-- is over, the value is due; the lease goes to nobody, whose token is 0, so that what its
-- holder may still store, which is older than this, is refused. A lease alone and what is
-- no entry stay as they are. Does not change the slot's life.
--
-- KEYS[1]  the slot
-- returns  1 if the slot holds a value, else 0
--
-- Cluster-safe: one key. Needs scripts that are replicated by their effects (Redis 5), as
-- it asks for the time. What is no string is no entry, and no error.

local head = redis.pcall('GETRANGE', KEYS[1], 0, 83)
if type(head) ~= 'string' or #head ~= 84 or string.sub(head, 1, 3) ~= '\202\93\1' or not has_value(head) then
	return 0
end
local due = struct.unpack('>I8', head, 61)
local at = now()
local leased = bit.band(string.byte(head, 4), LEASE) ~= 0
local lost = leased and due <= at and string.sub(head, 29, 44) ~= NOBODY
if lost or (not leased and (due == 0 or due > at)) then
	-- Changes nothing; but memory is asked for only at a script's first write, and a sweep
	-- of a server that is full must come to its end.
	redis.call('RENAMENX', KEYS[1], KEYS[1])
end
if lost then
	redis.call('SETRANGE', KEYS[1], 28, NOBODY)
elseif not leased and (due == 0 or due > at) then
	redis.call('SETRANGE', KEYS[1], 60, struct.pack('>I8', at))
end
return 1
