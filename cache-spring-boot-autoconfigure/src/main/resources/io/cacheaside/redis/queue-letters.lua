-- Lists dead letters without their values.
--
-- ARGV 1: about how many.
-- Returns key, token, attempts, milliseconds and error of each.
local letters, cursor = {}, '0'
repeat
  local page = redis.call('HSCAN', DEAD, cursor, 'COUNT', 100)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local letter = page[2][i + 1]
    local token, attempts, at, length, from = string.match(letter, '^(%d+) (%d+) (%d+) (%d+)\n()')
    for _, field in ipairs({ page[2][i], token, attempts, at, string.sub(letter, from, from + length - 1) }) do
      letters[#letters + 1] = field
    end
  end
until cursor == '0' or #letters >= 5 * tonumber(ARGV[1])
return letters
