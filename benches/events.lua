-- wrk: posts calls.initiated with an eventId of its own each time. BENCH_CLOSE asks for a connection a request.
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
local n = 0
local head = '{"event":"calls.initiated","eventId":"evt_'
local tail = '","timestamp":"2026-04-13T12:00:00.000Z","data":{"call":{"id":"call_2DbBs7GWhGvVNJGrDXr5RG0mBWI","direction":"outbound","from":"+15551234567","to":"+15559876543","fromChannel":"pstn","toChannel":"pstn"},"app":{"id":"app_2DbBs7GWhGvVNJGrDXr5RG0mBWI"}}}'
local run = os.getenv("BENCH_RUN") or "0"
local headers = {["Content-Type"] = "application/json", ["X-Webhook-Secret"] = "bench"}
if (os.getenv("BENCH_CLOSE") or "") ~= "" then headers["Connection"] = "close" end
function request()
  n = n + 1
  return wrk.format("POST", nil, headers, head .. run .. "_" .. id .. "_" .. n .. tail)
end
local ok = 0
function response(status) if status ~= 200 then io.stderr:write("status " .. status .. "\n") end end
function done(summary, latency)
  io.write(string.format("RESULT %d %d %f %f %f %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
