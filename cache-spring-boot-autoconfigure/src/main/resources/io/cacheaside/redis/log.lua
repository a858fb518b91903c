-- What the scripts of the invalidation log have in common; it stands before each of them.
--
-- KEYS 1: the stream. 2: the hash of markers. 3: a key that never exists.
-- Cluster-safe: all of them bear the same hash tag, so they are on one slot.
local STREAM, MARKERS, NOTHING = KEYS[1], KEYS[2], KEYS[3]

-- The server's clock in milliseconds.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- What a command answers, false where the key is of another type.
local function ask(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    if string.find(reply.err, 'WRONGTYPE', 1, true) then
      return false
    end
    error(reply.err)
  end
  return reply
end

-- The first value of a field of an entry, false if there is none.
local function field(entry, name)
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == name then
      return fields[i + 1]
    end
  end
  return false
end

-- Whether a text is a number as epochs and nonces are written.
local function is_number(text)
  return text and #text == 16 and string.find(text, '^[0-9a-f]+$')
end

-- Whether an ID fits the numbers of a node.
local function is_id(text)
  local millis, sequence = string.match(text, '^(%d+)%-(%d+)$')
  return millis and #millis < 19 and #sequence < 19
end

-- The last entry as id, nonce and epoch; false unless the log is consistent: there is an
-- entry, and the last one has the epoch that stands in the hash.
local function last_entry()
  local found = ask('XREVRANGE', STREAM, '+', '-', 'COUNT', 1)
  local epoch = ask('HGET', MARKERS, 'e')
  if not found or not found[1] or not is_number(epoch) then
    return false
  end
  local id, nonce = found[1][1], field(found[1], 'n')
  if field(found[1], 'e') ~= epoch or not is_number(nonce) or not is_id(id) then
    return false
  end
  return { id = id, nonce = nonce, epoch = epoch }
end

-- Removes what is left of a log and begins another. Its first entry names no targets, and
-- its nonce is the epoch.
local function begin(epoch)
  redis.call('DEL', STREAM, MARKERS)
  redis.call('HSET', MARKERS, 'e', epoch)
  local id = redis.call('XADD', STREAM, '*', 'v', '1', 'e', epoch, 'n', epoch, 'p', '0-0/0000000000000000')
  return { id = id, nonce = epoch, epoch = epoch }
end

-- Adds an entry behind the last one, and removes those that are older than the retention
-- in milliseconds. The new one is never among them: its ID is not below the clock.
local function add(last, nonce, retention, fields)
  local oldest = string.format('%.0f', math.max(0, now() - tonumber(retention)))
  return redis.call('XADD', STREAM, 'MINID', '~', oldest, '*', 'v', '1', 'e', last.epoch, 'n', nonce,
      'p', last.id .. '/' .. last.nonce, unpack(fields))
end

-- How the log stands: epoch, last id, its nonce, key markers swept up to, others swept up
-- to, the server's clock. The deletion of nothing fails where writes are not accepted,
-- and not where only memory is short.
local function state(last)
  redis.call('DEL', NOTHING)
  local swept = redis.call('HMGET', MARKERS, 's', 'o')
  return { last.epoch, last.id, last.nonce, swept[1] or '', swept[2] or '', now() }
end

