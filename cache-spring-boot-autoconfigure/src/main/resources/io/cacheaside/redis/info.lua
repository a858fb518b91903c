-- What the server that holds a key tells about itself.
--
-- KEYS 1: any key. ARGV 1: the section. Returns the text, empty where INFO is not allowed.
-- Cluster-safe: one key, which is not touched.
local text = redis.pcall('INFO', ARGV[1])
return type(text) == 'string' and text or ''
