-- Stores entries without a lease, each only if its slot still holds what was seen there,
-- and all of them only until a time: a command that was delayed for longer does nothing.
-- The times in their headers are set already, by this server's clock as the sender knows
-- it: to copy each entry once more would take as long as all the rest.
--
-- KEYS      the slots
-- ARGV[1]   until when, in milliseconds of this server's clock
-- ARGV[2…]  for each slot: the first 84 bytes that it held, or nothing if it was empty;
--           the entry; until when it is kept, in milliseconds of this server's clock, 0
--           for no limit
-- returns   how many were stored, or -1 if it is too late
--
-- Cluster-safe: one key, or several where one server has all. Needs scripts that are
-- replicated by their effects (Redis 5), as it asks for the time, and PXAT (Redis 6.2).

local time = now()
if time > tonumber(ARGV[1]) then
	return -1
end

-- The end goes to the command as the text that it is: Lua takes longer to write a number
-- than Redis to store an entry.
local call = redis.call
local function store(slot, seen, entry, ends)
	if seen ~= '' and head_of(slot) ~= seen then
		return false
	elseif ends == '0' then
		return seen == '' and call('SET', slot, entry, 'NX') or seen ~= '' and call('SET', slot, entry)
	elseif tonumber(ends) <= time then
		return false
	elseif seen == '' then
		return call('SET', slot, entry, 'PXAT', ends, 'NX')
	end
	return call('SET', slot, entry, 'PXAT', ends)
end

local count = 0
for i, slot in ipairs(KEYS) do
	local at = 3 * i - 1
	if store(slot, ARGV[at], ARGV[at + 1], ARGV[at + 2]) then
		count = count + 1
	end
end
return count
