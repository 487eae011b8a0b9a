// The vendor page's handler, which keeps nothing: the peer of the receiver's figures.
const express = require("express");
const app = express();
app.use(express.json());
app.post("/", (req, res) => {
  const { event, data } = req.body;
  res.status(200).send("OK");
  if (event === "calls.initiated") {
    console.log(`Call ${data.call.id} initiated (${data.call.direction})`);
  }
});
app.listen(Number(process.argv[2]), "127.0.0.1");
