-- Removes writes that the source has. A key with another value waits on.
--
-- ARGV 1: for how many milliseconds it is known when a key was written, and with which
-- token. Then id, key and token of each write.
local now = millis()
for i = 2, #ARGV, 3 do
  local key = ARGV[i + 1]
  local waiting = remove(ARGV[i], key)
  if waiting then
    redis.call('ZADD', WRITTEN, digits(now), key)
    redis.call('ZADD', LATEST, ARGV[i + 2], key)
    if is_of(waiting, ARGV[i + 2]) then
      redis.call('HDEL', WAITING, key)
    else
      enqueue(key)
    end
  end
end
for _, key in ipairs(redis.call('ZRANGEBYSCORE', WRITTEN, '-inf', digits(now - tonumber(ARGV[1])))) do
  redis.call('ZREM', WRITTEN, key)
  redis.call('ZREM', LATEST, key)
end
return redis.status_reply('OK')
