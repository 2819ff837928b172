"""Serves the model of scikit-learn in /models by HTTP, on port 8080.

    POST /predict   {"x": [1, 2]}: what the model makes of each, with its version and the server's process
    GET  /health    200

It loads for $LOADS_FOR seconds (0) before it listens. With $PROCESSES (1) of more than one, that many share the port, each
with a model of its own, under a parent that listens from the start and replaces those that end.
"""

import asyncio
import json
import os

import joblib
import uvicorn

model = None


async def load():
    global model
    await asyncio.sleep(float(os.environ.get("LOADS_FOR", "0")))
    model = joblib.load("/models/model.joblib")


async def lifespan(receive, send):
    while True:
        match (await receive())["type"]:
            case "lifespan.startup":
                await load()
                await send({"type": "lifespan.startup.complete"})
            case "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return


async def body_of(receive):
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("whoever asked is gone")
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def predict(receive):
    x = json.loads(await body_of(receive))["x"]
    line = model["estimator"].predict([[value] for value in x])
    return {"version": model["version"], "process": os.getpid(), "line": line.tolist()}


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    match (scope["method"], scope["path"]):
        case ("POST", "/predict"):
            status, answer = 200, await predict(receive)
        case ("GET", "/health"):
            status, answer = 200, {"version": model["version"]}
        case _:
            status, answer = 404, {}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


if __name__ == "__main__":
    uvicorn.run("serve:app", host="0.0.0.0", port=8080, workers=int(os.environ.get("PROCESSES", "1")), access_log=False)
