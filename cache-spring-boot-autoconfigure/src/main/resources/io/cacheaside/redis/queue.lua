-- What the scripts of a queue of writes have in common; it stands before each of them.
--
-- KEYS 1: a stream, the order of the keys that wait. 2: a hash, key to token:value of each
-- of them. 3: a hash, key to dead letter. 4: the last token. 5: a sorted set, which key
-- was written when. 6: a sorted set, with which token it was written.
-- Whoever is in the hash is in the stream, once. Cluster-safe: all bear one hash tag.
local QUEUE, WAITING, DEAD, TOKEN, WRITTEN, LATEST = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

-- The server's clock in microseconds.
local function micros()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function millis()
  return math.floor(micros() / 1000)
end

-- A whole number as text, never in exponents.
local function digits(number)
  return string.format('%.0f', number)
end

local function enqueue(key)
  redis.call('XADD', QUEUE, '*', 'k', key)
end

local function last_token()
  return tonumber(redis.call('GET', TOKEN) or '0')
end

-- Lets a key wait with a value. Returns the token.
local function write(key, value, token, waits)
  redis.call('SET', TOKEN, digits(math.max(token, last_token())))
  redis.call('HSET', WAITING, key, digits(token) .. ':' .. value)
  redis.call('HDEL', DEAD, key)
  if not waits then
    enqueue(key)
  end
  return token
end

-- Takes an entry out of the stream. Returns the token and value that its key has now,
-- false if somebody else has taken it out or nothing waits.
local function remove(id, key)
  redis.call('XACK', QUEUE, 'writers', id)
  return redis.call('XDEL', QUEUE, id) == 1 and redis.call('HGET', WAITING, key)
end

-- Whether what waits is still the write of a token.
local function is_of(waiting, token)
  return string.sub(waiting, 1, #token + 1) == token .. ':'
end
