import { AwsError } from '../../base/aws-error.ts';

// What is wrong with a body, which shows only while it is read. Source: API Reference, "Error responses".

/** The client went away, or sent less or more than it said. */
export class IncompleteBody extends AwsError {
  readonly code = 'IncompleteBody';

  constructor(
    message = 'You did not provide the number of bytes specified by the Content-Length HTTP header',
  ) {
    super(message);
  }
}

export class RequestTimeout extends AwsError {
  readonly code = 'RequestTimeout';

  constructor() {
    super(
      'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
    );
  }
}

export class MissingContentLength extends AwsError {
  readonly code = 'MissingContentLength';
  override readonly status = 411;

  constructor() {
    super('You must provide the Content-Length HTTP header.');
  }
}

export class ContentSha256Mismatch extends AwsError {
  readonly code = 'XAmzContentSHA256Mismatch';
  override readonly members: AwsError['members'];

  constructor(stated: string, computed: string) {
    super("The provided 'x-amz-content-sha256' header does not match what was computed.");
    this.members = { ClientComputedContentSHA256: stated, S3ComputedContentSHA256: computed };
  }
}

/** The body does not have the MD5 or the checksum that came with it. */
export class BadDigest extends AwsError {
  readonly code = 'BadDigest';

  constructor(name: string) {
    super(
      name === 'Content-MD5'
        ? 'The Content-MD5 you specified did not match what we received.'
        : `The ${name} you specified did not match the calculated checksum.`,
    );
  }
}
