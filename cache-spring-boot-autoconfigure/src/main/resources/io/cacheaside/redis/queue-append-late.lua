-- Appends a write that was made a while ago, unless a later one of its key has come since.
--
-- ARGV 1: the key. 2: the value. 3: until when this may be done, in milliseconds of the
-- server's clock. 4: when it was made, in microseconds of that clock. 5: a token that is
-- older than it for sure.
-- Returns its token, which is of when it was made, or that of the later one; -1 if it is
-- too late.
if micros() > tonumber(ARGV[3]) * 1000 then
  return -1
end
local made = math.max(tonumber(ARGV[4]), tonumber(ARGV[5]))
local waiting = redis.call('HGET', WAITING, ARGV[1])
local known = waiting or redis.call('HGET', DEAD, ARGV[1])
local newest = math.max(known and tonumber(string.match(known, '^%d+')) or 0,
    tonumber(redis.call('ZSCORE', LATEST, ARGV[1]) or '0'))
if newest > made then
  return newest
end
return write(ARGV[1], ARGV[2], math.max(made, newest + 1), waiting)
