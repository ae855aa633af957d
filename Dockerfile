# The server is the default target; `--target cli` is the command line. deploy/README.md has the commands.
# Node as the tests run it; glibc, which ONNX Runtime needs.
ARG NODE=node:20.20.2-bookworm-slim

FROM ${NODE} AS build
WORKDIR /build
ENV CI=true
# Packages change less often than sources.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .pnpmfile.cjs ./
RUN npx -y pnpm@10.34.9 fetch
COPY . .
RUN npx -y pnpm@10.34.9 install --frozen-lockfile --offline \
  && npx -y pnpm@10.34.9 --filter cli --filter reference-server build \
  && node deploy/assemble.mjs apps/cli /out/cli \
  && node deploy/assemble.mjs apps/reference-server /out/server

FROM ${NODE} AS base
ENV NODE_ENV=production
# What is kept lies here, in a volume; nothing else needs to be writable.
RUN install -d -o 10001 -g 10001 /data
USER 10001:10001
WORKDIR /data

FROM base AS cli
COPY --from=build /out/cli /app
COPY datasets /app/datasets
ENTRYPOINT ["node", "/app/dist/main.js"]

FROM base AS server
ENV HOST=0.0.0.0 PORT=3000 ARTIFACT_CACHE=/data/artifacts
COPY --from=build /out/server /app
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/dist/main.js"]
