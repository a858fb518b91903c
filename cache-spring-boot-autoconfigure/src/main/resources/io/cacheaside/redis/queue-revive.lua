-- Puts a dead letter back to the end of the queue, with its token. There is none of a key
-- that waits.
--
-- ARGV 1: the key.
-- Returns 1 if there was one, else 0.
local letter = redis.call('HGET', DEAD, ARGV[1])
if not letter then
  return 0
end
local token, length, from = string.match(letter, '^(%d+) %d+ %d+ (%d+)\n()')
redis.call('HDEL', DEAD, ARGV[1])
redis.call('HSET', WAITING, ARGV[1], token .. ':' .. string.sub(letter, from + length))
enqueue(ARGV[1])
return 1
