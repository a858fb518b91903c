-- Appends a write, or gives a key that waits another value.
--
-- ARGV 1: the key. 2: the value. 3: how many keys may wait. 4: until when this may be
-- done, in milliseconds of the server's clock; 0 for no limit. What was held up on its way
-- must not land on a later write.
-- Returns the token, 0 if there is no room, -1 if it is too late.
local now = micros()
if ARGV[4] ~= '0' and now > tonumber(ARGV[4]) * 1000 then
  return -1
end
local waits = redis.call('HEXISTS', WAITING, ARGV[1]) == 1
if not waits and redis.call('XLEN', QUEUE) >= tonumber(ARGV[3]) then
  return 0
end
-- Larger than the last one, also where the clock was set back; and, by the clock, than
-- those that were given out before the server lost its memory.
local token = math.max(now, last_token() + 1)
return write(ARGV[1], ARGV[2], token, waits)
