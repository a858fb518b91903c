-- Forgets markers, each unless it has changed.
--
-- ARGV 1: the epoch that the log must have. From 2 on: field and value of each marker.
-- Returns how many were forgotten.
local forgotten = 0
if ask('HGET', MARKERS, 'e') == ARGV[1] then
  for i = 2, #ARGV, 2 do
    if redis.call('HGET', MARKERS, ARGV[i]) == ARGV[i + 1] then
      forgotten = forgotten + redis.call('HDEL', MARKERS, ARGV[i])
    end
  end
end
return forgotten
