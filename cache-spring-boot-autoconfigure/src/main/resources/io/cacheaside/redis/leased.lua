-- What the scripts about leases begin with.

-- The beginning of a slot, which is the fixed part of an entry's header if it holds one.
local function head_of(slot)
	return redis.call('GETRANGE', slot, 0, 83)
end

-- Whether a header is one of an entry that this version reads, whose flags (offset 3)
-- include the given ones, and that is leased to a token (offset 28). Lua counts from 1.
-- Bytes are compared for equality only, since their order is a matter of the locale.
local function is_leased(head, flags, token)
	return #head == 84 and string.sub(head, 1, 3) == '\202\93\1'
		and bit.band(string.byte(head, 4), flags) == flags and string.sub(head, 29, 44) == token
end

local LEASE = 8
local NO_VALUE = 32

-- The token of a lease that nobody holds.
local NOBODY = string.rep('\0', 16)

-- This server's clock in milliseconds.
local function now()
	local time = redis.call('TIME')
	return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Whether a header is one of a value, and not of a lease alone.
local function has_value(head)
	return bit.band(string.byte(head, 4), NO_VALUE) == 0
end

-- Leases a slot beside its value: the flag, the token, and at offset 60 the time until
-- which nobody else is to refresh the value. What follows the fixed header stays.
local function lease_beside(slot, head, token, free_at)
	local flags = string.char(bit.bor(string.byte(head, 4), LEASE))
	redis.call('SETRANGE', slot, 0, string.sub(head, 1, 3) .. flags .. string.sub(head, 5, 28) .. token
		.. string.sub(head, 45, 60) .. struct.pack('>I8', free_at) .. string.sub(head, 69))
end

-- Never shortens the slot's life.
local function keep_for(slot, term)
	local rest = redis.call('PTTL', slot)
	if rest >= 0 and rest < tonumber(term) then
		redis.call('PEXPIRE', slot, term)
	end
end

