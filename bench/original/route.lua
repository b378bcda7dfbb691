-- The translation in Lua that the gateway replaces, to be measured beside it: one function for the request, one for the response.
-- It keeps the original's faults: one system and one user message, no stream, no checks of messages, errors that are not OpenAI's.
-- Here nginx alone calls the functions. What APISIX adds is missing, and would cost more: its router, its plugins, and a choice of the
-- server by balancer_by_lua with a pool of connections for each, which Debian's module cannot do; both models are on one Triton.
-- A folder of its own and no Java resource, because nginx reads it from the disk.
local cjson = require "cjson"

local ASSISTANT = "<|start_header_id|>assistant<|end_header_id|>"

local route = {}

local function info(step, text)
  ngx.log(ngx.INFO, "step ", step, ": ", text)
end

local function refuse(message)
  ngx.status = 400
  ngx.header.content_type = "application/json"
  ngx.print(cjson.encode({ error = message }))
  return ngx.exit(ngx.HTTP_OK)
end

-- Whatever is not 70B is the 8B model, named or not.
local function model_of(name)
  if name and name:lower():find("70b", 1, true) then
    return "Meta-Llama-3.1-70B-Instruct"
  end
  return "Meta-Llama-3.1-8B-Instruct"
end

local function turn(role, text)
  return "<|start_header_id|>" .. role .. "<|end_header_id|>\n" .. text .. "<|eot_id|>\n"
end

-- Of each role the last message counts.
local function prompt_of(messages)
  local system, user = "", ""
  for _, message in ipairs(messages) do
    if message.role == "system" then
      system = message.content
    elseif message.role == "user" then
      user = message.content
    end
  end
  return "<|begin_of_text|>" .. turn("system", system) .. turn("user", user) .. ASSISTANT
end

-- An OpenAI chat request becomes a generate request.
function route.request()
  ngx.req.read_body()
  local body = ngx.req.get_body_data()
  if not body then
    return refuse("Missing request body")
  end
  info(1, body)
  local read, request = pcall(cjson.decode, body)
  if not read then
    return refuse("Invalid JSON in request body")
  end
  if not request.messages then
    return refuse("Invalid request format: missing messages")
  end
  local prompt = prompt_of(request.messages)
  info(2, prompt)
  local model = model_of(request.model)
  info(3, model)
  ngx.ctx.model = model
  ngx.req.set_uri("/v2/models/" .. model .. "/generate")
  local generate = cjson.encode({
    text_input = prompt,
    parameters = {
      stream = false,
      temperature = request.temperature or 0.7,
      top_p = request.top_p or 0.95,
      max_tokens = request.max_tokens or 100,
    },
  })
  ngx.req.set_body_data(generate)
  info(4, generate)
end

local function text_of(answer)
  local text = answer.text_output or answer.response or answer.output
  if not text and answer.outputs and answer.outputs[1] and answer.outputs[1].data then
    text = answer.outputs[1].data[1]
  end
  if not text then
    return nil
  end
  -- some backends put the prompt before their text
  local _, header_end = text:find(ASSISTANT, 1, true)
  return header_end and text:sub(header_end + 1) or text
end

local function completion_of(body)
  local read, answer = pcall(cjson.decode, body)
  if not read then
    return { error = "Failed to decode model response" }
  end
  local text = text_of(answer)
  if not text then
    return { error = "Invalid model response format" }
  end
  local now = ngx.time()
  return {
    id = "chatcmpl-" .. now,
    object = "chat.completion",
    created = now,
    model = ngx.ctx.model,
    choices = { { index = 0, message = { role = "assistant", content = text }, finish_reason = "stop" } },
    usage = { prompt_tokens = 0, completion_tokens = 0, total_tokens = 0 },
  }
end

-- The body's length will be another; what the route itself refused is left as it is.
function route.response_head()
  if ngx.ctx.model then
    ngx.header.content_length = nil
  end
end

-- Triton's answer, held back until it is whole, becomes a completion. nginx's own error pages pass here, too.
function route.response()
  if not ngx.ctx.model then
    return
  end
  local held = ngx.ctx.held or {}
  ngx.ctx.held = held
  held[#held + 1] = ngx.arg[1]
  if not ngx.arg[2] then
    ngx.arg[1] = nil
    return
  end
  local completion = cjson.encode(completion_of(table.concat(held)))
  info(5, completion)
  ngx.arg[1] = completion
end

return route
