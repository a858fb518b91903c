-- Takes writes from the head: those that were taken before, then new ones.
--
-- ARGV 1: how many.
-- Returns how many wait, for how many milliseconds the first one has waited, how many dead
-- letters there are, and for each write the id, the key, and token:value.
local function read(from, count)
  local reply = redis.call('XREADGROUP', 'GROUP', 'writers', 'writer', 'COUNT', count, 'STREAMS', QUEUE, from)
  return reply and reply[1][2] or {}
end

-- Is refused where the group exists.
redis.pcall('XGROUP', 'CREATE', QUEUE, 'writers', '0', 'MKSTREAM')
if redis.call('XLEN', QUEUE) == 0 then
  -- Where the stream alone was lost, the writes are not.
  for _, key in ipairs(redis.call('HKEYS', WAITING)) do
    enqueue(key)
  end
end
local count = tonumber(ARGV[1])
local entries = read('0', count)
if #entries < count then
  for _, entry in ipairs(read('>', count - #entries)) do
    entries[#entries + 1] = entry
  end
end
local taken = {}
for _, entry in ipairs(entries) do
  local key = entry[2] and entry[2][2]
  local waiting = key and redis.call('HGET', WAITING, key)
  if waiting then
    taken[#taken + 1] = entry[1]
    taken[#taken + 1] = key
    taken[#taken + 1] = waiting
  else
    remove(entry[1], key or '')
  end
end
local first = redis.call('XRANGE', QUEUE, '-', '+', 'COUNT', 1)[1]
local age = first and math.max(0, millis() - tonumber(string.match(first[1], '^%d+'))) or 0
return { redis.call('XLEN', QUEUE), age, redis.call('HLEN', DEAD), taken }
