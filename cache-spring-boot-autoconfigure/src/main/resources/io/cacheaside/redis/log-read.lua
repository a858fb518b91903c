-- Reads what follows an entry, and how the log stands.
--
-- ARGV 1: the id of the entry. 2: its nonce. 3: how many entries at most.
-- Returns the state of the log, whether that very entry is still there (0 or 1), and the
-- entries; nothing where there is no consistent log.
local last = last_entry()
if not last then
  redis.call('DEL', NOTHING)
  return {}
end
if last.id == ARGV[1] and last.nonce == ARGV[2] then
  return { state(last), 1, {} }
end
local found = redis.call('XRANGE', STREAM, ARGV[1], ARGV[1])
local kept = found[1] and field(found[1], 'n') == ARGV[2]
return { state(last), kept and 1 or 0, redis.call('XRANGE', STREAM, '(' .. ARGV[1], '+', 'COUNT', ARGV[3]) }
