-- Announces that markers are not needed any more, and notes it.
--
-- ARGV 1: the epoch that the log must have. 2: the nonce of the entry. 3: the retention in
-- milliseconds. 4: the newest key marker that is not needed. 5: the newest other one.
-- Returns the id, the previous id, its nonce, the epoch; nothing if the epoch is another.
local function is_newer(one, other)
  local millis, sequence = string.match(one, '^(%d+)%-(%d+)$')
  local other_millis, other_sequence = string.match(other or '', '^(%d+)%-(%d+)$')
  if not other_millis then
    return true
  end
  if millis ~= other_millis then
    return tonumber(millis) > tonumber(other_millis)
  end
  return tonumber(sequence) > tonumber(other_sequence)
end

local last = last_entry()
if not last or last.epoch ~= ARGV[1] then
  return {}
end
local id = add(last, ARGV[2], ARGV[3], { 's', ARGV[4], 'o', ARGV[5] })
for name, position in pairs({ s = ARGV[4], o = ARGV[5] }) do
  if is_newer(position, redis.call('HGET', MARKERS, name)) then
    redis.call('HSET', MARKERS, name, position)
  end
end
return { id, last.id, last.nonce, last.epoch }
