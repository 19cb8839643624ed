// One file, so that other files run beside it: all of these tests share one storage, and some kill
// it.
import './s3/bucket-store.cases.ts'
import './s3/nodes.cases.ts'
import './s3/pipeline.cases.ts'
import './s3/server.cases.ts'
import './s3/uploads.cases.ts'
