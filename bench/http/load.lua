-- What wrk sends: DEPTH requests at once, BODY posted if there is one. At the end a line of JSON.
local depth, body = tonumber(os.getenv("DEPTH") or "1"), os.getenv("BODY")
local text

function init()
  if body then wrk.method, wrk.body, wrk.headers["Content-Type"] = "POST", body, "application/json" end
  local all = {}
  for i = 1, depth do all[i] = wrk.format() end
  text = table.concat(all)
end

function request() return text end

function done(summary)
  local errors = summary.errors
  print(string.format('{"requests": %d, "bytes": %d, "seconds": %f, "errors": %d}', summary.requests, summary.bytes,
    summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
