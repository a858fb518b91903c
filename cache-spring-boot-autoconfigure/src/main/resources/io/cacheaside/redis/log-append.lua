-- Appends an entry and notes its markers. Where there is no consistent log, one is begun.
--
-- ARGV 1: the epoch of a new log. 2: the nonce of the entry. 3: the retention in
-- milliseconds. From 4 on: field and value of each target, 3,000 targets at most, since
-- Lua cannot pass more than 8,000 arguments.
-- Returns the id, the previous id, its nonce, the epoch.
local last = last_entry() or begin(ARGV[1])
local fields = {}
for i = 4, #ARGV do
  fields[i - 3] = ARGV[i]
end
local id = add(last, ARGV[2], ARGV[3], fields)
-- Upwards only: an id is newer than all before it. Keys, hard and soft ones, stand in the
-- log alone.
local markers = {}
for i = 1, #fields, 2 do
  if fields[i] ~= 'k' and fields[i] ~= 'K' then
    markers[#markers + 1] = fields[i] .. ':' .. fields[i + 1]
    markers[#markers + 1] = id
  end
end
if #markers > 0 then
  redis.call('HSET', MARKERS, unpack(markers))
end
return { id, last.id, last.nonce, last.epoch }
