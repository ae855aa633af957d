// Scripts that Redis runs atomically. Keys begin with ARGV[1]:
//   <name>:event         hash, id of an event -> user, line feed, event as JSON
//   <name>:arrival       number of the newest event by arrival
//   <name>:time          sorted set of all events by time; members `<arrival>:<id>`
//   <name>:user:<user>   the same for one user
//   <name>:alias         hash, merged id -> user; no user is an alias
//   <name>:aliases:<user>  set of the ids that were merged into a user
//   <name>:item          hash, item -> revision, line feed, its state as JSON
//   <name>:items         sorted set of the changed items by revision
//   <name>:revision      number of the last change of an item
// Redis sorts members of the same time as text, so all arrivals have the same number of digits.

/** ARGV: name, then id, user, time and JSON of each event. Returns the new ids. */
export const APPEND = `
local name, stored = ARGV[1], {}
for i = 2, #ARGV, 4 do
  local id, user, time, body = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  user = redis.call('HGET', name .. ':alias', user) or user
  if redis.call('HSETNX', name .. ':event', id, user .. '\\n' .. body) == 1 then
    local arrival = redis.call('INCR', name .. ':arrival')
    local member = string.format('%016.0f', arrival) .. ':' .. id
    redis.call('ZADD', name .. ':time', time, member)
    redis.call('ZADD', name .. ':user:' .. user, time, member)
    stored[#stored + 1] = id
  end
end
return stored`;

/** ARGV: name, user, limit, since. Returns user and JSON of each event, and its member, newest first. */
export const HISTORY = `
local name, found = ARGV[1], {}
local key = name .. ':user:' .. (redis.call('HGET', name .. ':alias', ARGV[2]) or ARGV[2])
local members = redis.call('ZRANGE', key, '+inf', ARGV[4], 'BYSCORE', 'REV', 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do
  found[#found + 1] = member
  found[#found + 1] = redis.call('HGET', name .. ':event', string.sub(member, 18))
end
return found`;

/**
 * ARGV: name, user, limit, since. Returns a JSON list of the events, newest first, without what follows the time: their
 * contexts may be large. The field after it is found by its name, as quotes inside of texts are escaped.
 */
export const INTERACTIONS = `
local name, found = ARGV[1], {}
local key = name .. ':user:' .. (redis.call('HGET', name .. ':alias', ARGV[2]) or ARGV[2])
local members = redis.call('ZRANGE', key, '+inf', ARGV[4], 'BYSCORE', 'REV', 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do
  local event = redis.call('HGET', name .. ':event', string.sub(member, 18))
  local start = string.find(event, '\\n', 1, true) + 1
  local rest = string.find(event, ',"value":', start, true)
  found[#found + 1] = rest and string.sub(event, start, rest - 1) .. '}' or string.sub(event, start)
end
return '[' .. table.concat(found, ',') .. ']'`;

/** ARGV: name, user or '', limit, time, arrival. Returns the same as HISTORY, oldest first. */
export const PAGE = `
local name, limit, time, arrival = ARGV[1], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local key = ARGV[2] == '' and name .. ':time'
  or name .. ':user:' .. (redis.call('HGET', name .. ':alias', ARGV[2]) or ARGV[2])
local found, offset = {}, 0
while #found < 2 * limit do
  local members = redis.call('ZRANGE', key, time, '+inf', 'BYSCORE', 'LIMIT', offset, 1000, 'WITHSCORES')
  for i = 1, #members, 2 do
    local member = members[i]
    local later = tonumber(members[i + 1]) > tonumber(time) or tonumber(string.sub(member, 1, 16)) > arrival
    if later and #found < 2 * limit then
      found[#found + 1] = member
      found[#found + 1] = redis.call('HGET', name .. ':event', string.sub(member, 18))
    end
  end
  if #members < 2000 then break end
  offset = offset + 1000
end
return found`;

/** Deletes the links of ids that were merged into a user. */
const FORGET_ALIASES = `
local function forget_aliases(name, user)
  for _, id in ipairs(redis.call('SMEMBERS', name .. ':aliases:' .. user)) do
    redis.call('HDEL', name .. ':alias', id)
  end
  redis.call('DEL', name .. ':aliases:' .. user)
end`;

/** ARGV: name, user, limit. Deletes the links and some events of a user; returns the number of events. */
export const DELETE: string = `${FORGET_ALIASES}
local name, key = ARGV[1], ARGV[1] .. ':user:' .. ARGV[2]
local into = redis.call('HGET', name .. ':alias', ARGV[2])
if into then
  redis.call('HDEL', name .. ':alias', ARGV[2])
  redis.call('SREM', name .. ':aliases:' .. into, ARGV[2])
end
forget_aliases(name, ARGV[2])
local members = redis.call('ZRANGE', key, 0, ARGV[3] - 1)
for _, member in ipairs(members) do
  redis.call('HDEL', name .. ':event', string.sub(member, 18))
  redis.call('ZREM', name .. ':time', member)
  redis.call('ZREM', key, member)
end
return #members`;

/** ARGV: name, id, user, limit. Makes the id an alias of the user, and gives the user some of its events; returns their number. */
export const MERGE = `
local name, from = ARGV[1], ARGV[2]
local user = redis.call('HGET', name .. ':alias', ARGV[3]) or ARGV[3]
if user == from then return 0 end
local before = redis.call('HGET', name .. ':alias', from)
if before then redis.call('SREM', name .. ':aliases:' .. before, from) end
local ids = redis.call('SMEMBERS', name .. ':aliases:' .. from)
redis.call('DEL', name .. ':aliases:' .. from)
ids[#ids + 1] = from
for _, id in ipairs(ids) do
  redis.call('HSET', name .. ':alias', id, user)
  redis.call('SADD', name .. ':aliases:' .. user, id)
end
local key, into = name .. ':user:' .. from, name .. ':user:' .. user
local members = redis.call('ZRANGE', key, 0, ARGV[4] - 1, 'WITHSCORES')
for i = 1, #members, 2 do
  local member, id = members[i], string.sub(members[i], 18)
  local event = redis.call('HGET', name .. ':event', id)
  local body = string.sub(event, string.find(event, '\\n', 1, true) + 1)
  redis.call('HSET', name .. ':event', id, user .. '\\n' .. body)
  redis.call('ZADD', into, members[i + 1], member)
  redis.call('ZREM', key, member)
end
return #members / 2`;

/** ARGV: name, and of each item: itself, JSON, revision of its last change or 0. Returns the revision of the last change; 0, and changes nothing, where an item has another. */
export const CHANGE_ITEMS = `
local name = ARGV[1]
for at = 2, #ARGV, 3 do
  local known = redis.call('HGET', name .. ':item', ARGV[at])
  local last = known and string.sub(known, 1, string.find(known, '\\n', 1, true) - 1) or '0'
  if last ~= ARGV[at + 2] then return 0 end
end
local revision
for at = 2, #ARGV, 3 do
  revision = redis.call('INCR', name .. ':revision')
  redis.call('HSET', name .. ':item', ARGV[at], string.format('%.0f', revision) .. '\\n' .. ARGV[at + 1])
  redis.call('ZADD', name .. ':items', revision, ARGV[at])
end
return revision`;

/** ARGV: name, revision, limit. Returns each item with a later change, its revision and its JSON, in order. */
export const CHANGED_ITEMS = `
local name, found = ARGV[1], {}
local items = redis.call('ZRANGE', name .. ':items', '(' .. ARGV[2], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, item in ipairs(items) do
  found[#found + 1] = item
  found[#found + 1] = redis.call('HGET', name .. ':item', item)
end
return found`;

/** ARGV: name, time, limit. Deletes some events before a time; returns their number. */
export const PRUNE: string = `${FORGET_ALIASES}
local name = ARGV[1]
local members = redis.call('ZRANGE', name .. ':time', '-inf', '(' .. ARGV[2], 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do
  local id = string.sub(member, 18)
  local event = redis.call('HGET', name .. ':event', id)
  local user = string.sub(event, 1, string.find(event, '\\n', 1, true) - 1)
  redis.call('HDEL', name .. ':event', id)
  redis.call('ZREM', name .. ':time', member)
  redis.call('ZREM', name .. ':user:' .. user, member)
  if redis.call('EXISTS', name .. ':user:' .. user) == 0 then forget_aliases(name, user) end
end
return #members`;
