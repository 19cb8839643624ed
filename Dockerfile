# Builds the program from this repository, and keeps only what runs: Node, ffmpeg and espeak-ng.
# docker build -t video-translation .
FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY . .
# Such as @opentelemetry/sdk-node, for traces.
ARG EXTRA_PACKAGES=
RUN sh deploy/docker/build.sh /app $EXTRA_PACKAGES

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg espeak-ng \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /data /packs
COPY --from=build /app /app
ENV NODE_ENV=production VIDEO_TRANSLATION_DATA=/data VIDEO_TRANSLATION_MODELS=/packs
VOLUME ["/data", "/packs"]
EXPOSE 8484
USER node
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/healthcheck.mjs"]
# Node itself gets the signals: a shell or npm in between would swallow SIGTERM.
ENTRYPOINT ["node", "/app/node_modules/video-translation/dist/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8484"]
