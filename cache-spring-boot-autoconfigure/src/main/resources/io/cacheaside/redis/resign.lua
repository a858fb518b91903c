-- Ends the election of a node, if it is the one that is elected.
--
-- KEYS 1: the election. ARGV 1: the node.
-- Returns 1 if it was elected, else 0. Cluster-safe: one key.
if redis.pcall('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return 1
end
return 0
