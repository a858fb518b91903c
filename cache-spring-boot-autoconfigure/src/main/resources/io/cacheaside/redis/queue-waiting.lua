-- What is known of a key.
--
-- ARGV 1: the key.
-- Returns what waits, token:value, or nothing; and how many milliseconds ago the source
-- was written, or nothing.
local written = redis.call('ZSCORE', WRITTEN, ARGV[1])
return { redis.call('HGET', WAITING, ARGV[1]),
    written and math.max(0, millis() - tonumber(written)) }
