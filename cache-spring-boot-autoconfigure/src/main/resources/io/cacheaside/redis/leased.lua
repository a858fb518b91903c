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

