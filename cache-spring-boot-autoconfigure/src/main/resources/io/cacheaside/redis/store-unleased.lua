-- Stores entries without a lease, each only if its slot still holds what was seen there,
-- and all of them only until a time: a command that was delayed for longer does nothing.
-- The times in their headers are set already, by this server's clock as the sender knows
-- it: to copy each entry once more would take as long as all the rest.
--
-- KEYS      the slots
-- ARGV[1]   until when, in milliseconds of this server's clock
-- ARGV[2]   the earliest time until which one of them is kept, far ahead if none ends
-- ARGV[3…]  for each slot: the first 84 bytes that it held, or nothing if it was empty;
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

-- Lua takes longer to read or write a number, or to call a function, than Redis to store
-- an entry. So the end goes to the command as the text that it is, and is only looked at
-- where one may have come already.
local call, slots, args = redis.call, KEYS, ARGV
local some_over = tonumber(args[2]) <= time
local count = 0
for i = 1, #slots do
	local slot, at = slots[i], 3 * i
	local seen, entry, ends = args[at], args[at + 1], args[at + 2]
	local stored
	if some_over and ends ~= '0' and tonumber(ends) <= time then
		stored = false
	elseif seen == '' and ends ~= '0' then
		stored = call('SET', slot, entry, 'PXAT', ends, 'NX')
	elseif seen == '' then
		stored = call('SET', slot, entry, 'NX')
	elseif head_of(slot) == seen then
		if ends ~= '0' then
			stored = call('SET', slot, entry, 'PXAT', ends)
		else
			stored = call('SET', slot, entry)
		end
	end
	if stored then
		count = count + 1
	end
end
return count
