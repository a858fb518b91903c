-- Elects one node for a while, or prolongs its election.
--
-- KEYS 1: the election. ARGV 1: the node. 2: how long, in milliseconds.
-- Returns 1 if the node is elected, else 0. Cluster-safe: one key.
local elected = redis.pcall('GET', KEYS[1])
if type(elected) == 'table' then
  -- Of another type, so it is none of ours.
  redis.call('DEL', KEYS[1])
elseif elected and elected ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
