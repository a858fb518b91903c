-- Begins a log where there is no consistent one, or where it has an epoch that is given up.
--
-- ARGV 1: the epoch of a new log. 2: the epoch that is given up, or nothing.
-- Returns the state of the log.
local last = last_entry()
if not last or last.epoch == ARGV[2] then
  last = begin(ARGV[1])
end
return state(last)
