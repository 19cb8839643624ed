/** What the node throws where it is used wrongly. */
exports.NodeOperationError = class NodeOperationError extends Error {
  constructor(_node, message) {
    super(message)
  }
}

/** What the node throws where HeyGen refuses; `cause` is what the request was rejected with. */
exports.NodeApiError = class NodeApiError extends Error {
  constructor(_node, cause) {
    super(String(cause?.message ?? cause), { cause })
  }
}
