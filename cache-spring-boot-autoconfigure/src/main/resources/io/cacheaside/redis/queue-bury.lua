-- Makes a write a dead letter, unless its key has another value, which waits on.
--
-- ARGV 1: its id. 2: its key. 3: its token. 4: how often it was tried. 5: the error.
-- A letter is 'token attempts millis length', a line break, the error of that length, the
-- value.
local waiting = remove(ARGV[1], ARGV[2])
if waiting and is_of(waiting, ARGV[3]) then
  redis.call('HDEL', WAITING, ARGV[2])
  redis.call('HSET', DEAD, ARGV[2], table.concat({ ARGV[3], ARGV[4], digits(millis()), #ARGV[5] }, ' ') .. '\n'
      .. ARGV[5] .. string.sub(waiting, #ARGV[3] + 2))
elseif waiting then
  enqueue(ARGV[2])
end
return redis.status_reply('OK')
