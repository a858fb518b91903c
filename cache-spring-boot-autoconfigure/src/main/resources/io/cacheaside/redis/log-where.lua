-- Which log this is, and which server: a scan of the hash means nothing to another one.
--
-- Returns the epoch, the last id, and the server's run id, which is empty where INFO is
-- not allowed; nothing where there is no consistent log.
local last = last_entry()
redis.call('DEL', NOTHING)
if not last then
  return {}
end
local server = redis.pcall('INFO', 'server')
local run = type(server) == 'string' and string.match(server, 'run_id:(%w+)')
return { last.epoch, last.id, run or '' }
