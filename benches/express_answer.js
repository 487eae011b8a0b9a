// The vendor page's inbound handler: acknowledges, then answers the call over the API.
const express = require("express");
const app = express();
app.use(express.json());
app.post("/", async (req, res) => {
  const { event, data } = req.body;
  res.status(200).send("OK");
  if (event === "calls.initiated" && data.call.direction === "inbound") {
    await fetch(`${process.argv[3]}/v1/calls/${data.call.id}/commands`, {
      method: "POST",
      headers: { "Authorization": "Bearer " + process.env.CHIRP_API_KEY, "Content-Type": "application/json" },
      body: JSON.stringify({ type: "answer" }),
    });
  }
});
app.listen(Number(process.argv[2]), "127.0.0.1");
