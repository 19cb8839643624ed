/** The error of a node that is used wrongly. */
exports.NodeOperationError = class NodeOperationError extends Error {
  constructor(_node, message) {
    super(message)
  }
}

/** The error of a node if HeyGen refuses. `cause` is the error of the request. */
exports.NodeApiError = class NodeApiError extends Error {
  constructor(_node, cause) {
    super(String(cause?.message ?? cause), { cause })
  }
}
