// Made from the server's OpenAPI document: UPDATE_CLIENT=1 pnpm --filter reference-server exec vitest run src/client.test.ts

export interface paths {
    "/v1/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What comes next, for one history
         * @description Ranks the items of the catalogue as the next one of a history. A history that holds nothing the model knows is answered by popularity.
         */
        post: operations["recommend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recommendations/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What comes next, for many histories
         * @description Answers each request as it would be answered alone: one that names a user by the version of their arm where an experiment runs. Those that name a user are logged.
         */
        post: operations["recommendBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What users did
         * @description Keeps up to 1,000 events, all or none. The answer comes once they are on disk; every later request sees them. To send the same events again changes nothing.
         */
        post: operations["addEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What comes next, for a user
         * @description Ranks the items of the catalogue after the kept events of the user, those included that were acknowledged just now. A user of whom nothing is kept is answered by popularity.
         */
        post: operations["recommendToUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of a user
         * @description The events in order of time, in pages.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        /**
         * Deletes all that is kept of a user
         * @description The answer comes once nothing is left. Of a user of whom nothing is kept that is so at once.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives the events of an anonymous session to a user
         * @description For a visitor who signs in. From then on the session is another name of the user: its later events and its history are the user’s, until the user is deleted or the session is merged into another user, who gets the events that come after that.
         */
        post: operations["mergeUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/impressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which lists were really shown
         * @description Says of up to 1,000 answers that people saw them, or which items of them. The answer comes once that is on disk. Where an experiment has such reports, its results count these lists alone.
         */
        post: operations["addImpressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items that are close in the model
         * @description Items whose rows in the model have the highest cosine with the row of this one.
         */
        get: operations["similarItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items by words of their titles
         * @description Items whose titles hold every word of the query, whatever the case or accents.
         */
        get: operations["searchItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes attributes of several items: the prices and the stock of a shop
         * @description Up to 1,000 items, all or none. The next request sees all changes. Of each item, what is not named stays as it is.
         */
        patch: operations["changeItems"];
        trace?: never;
    };
    "/v1/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One item
         * @description Those of the model's data, and what was changed since.
         */
        get: operations["getItem"];
        /**
         * Replaces the attributes of an item
         * @description The next request sees them. Where the server keeps events, they are on disk before the answer. The item must be one that the model was trained on; others get 404.
         */
        put: operations["replaceItem"];
        post?: never;
        /**
         * Takes an item out of every list
         * @description It stays known in histories. PUT brings it back, and PATCH with `available`.
         */
        delete: operations["deleteItem"];
        options?: never;
        head?: never;
        /**
         * Changes attributes of an item: its price, whether it is available
         * @description The next request sees them. What is not named stays as it is.
         */
        patch: operations["changeItem"];
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The models served
         * @description Each with its version, and with its metrics as training measured them; those of a registry by each of their aliases.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serves the version before
         * @description Lets an alias name the version again that it named before, in the registry, for all servers that watch it. The answer comes once this server answers by it. Once more goes one further back.
         */
        post: operations["rollBackModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description For a platform that restarts a process which does not answer.
         */
        get: operations["isAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests are answered now
         * @description For a platform that sends requests elsewhere meanwhile: 503 while the model loads, is replaced or hangs, while the store of events does not answer, until changes of items are read from it, and once the server stops.
         */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures in the Prometheus text format
         * @description Requests, answers, the queue and the computations of the model, the process.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Rules: {
            /**
             * @description Over the attributes of items, as text or as JSON: `genre in ('Comedy','Drama') and year >= 1990 and not adult`.
             * @example genre in ('Comedy','Drama') and year >= 1990
             */
            filter?: string | {
                [key: string]: unknown;
            };
            /** @description Multiply the model's probability of items that match. */
            boosts?: {
                /**
                 * @description Over the attributes of items, as text or as JSON: `genre in ('Comedy','Drama') and year >= 1990 and not adult`.
                 * @example genre in ('Comedy','Drama') and year >= 1990
                 */
                when: string | {
                    [key: string]: unknown;
                };
                multiply: number;
            }[];
            /** @description Newer items first, by an attribute that is a time since 1970. */
            freshness?: {
                attribute: string;
                /** @enum {string} */
                unit: "milliseconds" | "seconds" | "days" | "years";
                halfLife?: number;
                maxAge?: number;
                floor?: number;
            };
            /** @description At most so many items with the same value of an attribute. */
            caps?: {
                attribute: string;
                max: number;
            }[];
            /** @description Maximal marginal relevance over the vectors of items. */
            diversity?: {
                lambda: number;
                pool?: number;
            };
            /** @description Places that show the best items of a filter. */
            promotions?: {
                /**
                 * @description Over the attributes of items, as text or as JSON: `genre in ('Comedy','Drama') and year >= 1990 and not adult`.
                 * @example genre in ('Comedy','Drama') and year >= 1990
                 */
                filter: string | {
                    [key: string]: unknown;
                };
                slots?: number[];
                share?: number;
            }[];
            /** @description Places that show an item drawn at random, with its propensity. */
            exploration?: {
                share: number;
                pool?: number;
            };
            /** @description Which events of the user leave out their items. Only where events are kept. */
            seen?: {
                type: string;
                days?: number;
            }[];
        };
        RecommendationResponse: components["schemas"]["Recommendations"] & {
            model: components["schemas"]["ModelName"];
            experiment?: components["schemas"]["Assignment"];
        };
        Recommendation: components["schemas"]["Item"] & {
            score: number;
            /**
             * @description Why the item has its place, where rules promote or explore.
             * @enum {string}
             */
            reason?: "rank" | "promotion" | "exploration";
            /** @description Where rules explore: the probability that this place shows this item, given the items above it. Keep it with impressions. */
            propensity?: number;
            /** @description Events of the history, the one that matters most first. */
            because?: {
                id: string | number;
                title?: string;
                /** @description The score, less the score after the history without this event. */
                drop: number;
            }[];
        };
        /**
         * @description An item's id as in the training data, as text or as a number, or its title where no other item has the same. A number beyond ±(2^53 − 1) is refused: send it as text.
         * @example 318
         */
        ItemId: string | number;
        Item: {
            id: components["schemas"]["ItemId"];
            /** @example Shawshank Redemption, The (1994) */
            title?: string;
        };
        ModelName: {
            /** @example bert4rec */
            name: string;
            /**
             * @description Names these very weights.
             * @example 8d1f4c02ab6e
             */
            version: string;
        };
        /** @description Of a user, while an experiment runs. */
        Assignment: {
            name: string;
            /**
             * @description The alias whose version answered.
             * @example candidate
             */
            arm: string;
        };
        Recommendations: {
            /**
             * @description Names this answer, so that events can say that it led to them.
             * @example 6f1c1f6e-6c9d-4a53-9d3a-0d3b0b8f5c11
             */
            recommendationId: string;
            /** @description Best first. */
            recommendations: components["schemas"]["Recommendation"][];
            /** @description Ids of the request that cannot be used. */
            ignored: components["schemas"]["ItemId"][];
            /**
             * @description Why these ids cannot be used, for people.
             * @example [
             *       "the model does not know 7 of the history"
             *     ]
             */
            notices: string[];
            /**
             * @description `popularity` where the history holds nothing the model knows, else null.
             * @enum {string|null}
             */
            fallback: "popularity" | null;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            requestId: string;
            errors?: {
                path: string;
                message: string;
            }[];
        };
        RecommendationRequest: {
            /**
             * @description What the user had, oldest first.
             * @example [
             *       318,
             *       296,
             *       593
             *     ]
             */
            history: components["schemas"]["ItemId"][];
            /** @description One per entry of the history, which is then sorted by them; ties keep their order. Another number of them gets 422. */
            timestamps?: number[];
            /**
             * @description How many to return.
             * @default 10
             */
            k?: number;
            /**
             * @description Never these. A title of several items excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description Only these, where given. A title of several items allows all of them. Where no item can be used, 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Not what the history holds. Default: as the model's data suggests, see `excludeSeen` of /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description What the list obeys besides the model: filters over attributes, boosts, caps, promotions, diversity, exploration (docs/rules.md); or the name of a set of the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Says of each item which of the last so many events of the history it is recommended for: `because`.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that cannot be used, as the model does not know them or as they are the title of several items: leave them out and list them, or answer 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            user?: components["schemas"]["UserId"];
            /**
             * @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them.
             * @example films@candidate
             */
            model?: string;
        };
        /**
         * @description Who gets the answer: decides the arm where an experiment runs, and is in the log of recommendations. The answer rests on `history` all the same.
         * @example ann
         */
        UserId: string | number;
        BatchResponse: {
            model: components["schemas"]["ModelName"];
            /** @description In the order of the requests. */
            results: components["schemas"]["BatchResult"][];
        };
        /** @description Of a user in an experiment, with the arm and the model that answered. */
        BatchResult: components["schemas"]["Recommendations"] & {
            model?: components["schemas"]["ModelName"];
            experiment?: components["schemas"]["Assignment"];
        };
        BatchRequest: {
            requests: components["schemas"]["HistoryRequest"][];
            /**
             * @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them.
             * @example films@candidate
             */
            model?: string;
        };
        HistoryRequest: {
            /**
             * @description What the user had, oldest first.
             * @example [
             *       318,
             *       296,
             *       593
             *     ]
             */
            history: components["schemas"]["ItemId"][];
            /** @description One per entry of the history, which is then sorted by them; ties keep their order. Another number of them gets 422. */
            timestamps?: number[];
            /**
             * @description How many to return.
             * @default 10
             */
            k?: number;
            /**
             * @description Never these. A title of several items excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description Only these, where given. A title of several items allows all of them. Where no item can be used, 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Not what the history holds. Default: as the model's data suggests, see `excludeSeen` of /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description What the list obeys besides the model: filters over attributes, boosts, caps, promotions, diversity, exploration (docs/rules.md); or the name of a set of the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Says of each item which of the last so many events of the history it is recommended for: `because`.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that cannot be used, as the model does not know them or as they are the title of several items: leave them out and list them, or answer 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            user?: components["schemas"]["UserId"];
        };
        EventsResponse: {
            /** @description Events that are kept now. */
            stored: number;
            /** @description Events whose id was there before. */
            duplicates: number;
            /** @description Of the events, in their order. */
            ids: string[];
        };
        /**
         * @example {
         *       "events": [
         *         {
         *           "id": "e-1",
         *           "user": "ann",
         *           "item": 318,
         *           "type": "view"
         *         }
         *       ]
         *     }
         */
        EventsRequest: {
            events: components["schemas"]["SentEvent"][];
        };
        SentEvent: {
            /** @description Names the event: of events with one id the first is kept, so that a request can be sent again. Without it the server makes one, and an event that is sent again is kept twice. */
            id?: string;
            user: components["schemas"]["UserId"] & unknown;
            item: components["schemas"]["ItemId"];
            /**
             * @description Milliseconds since 1970, not more than a day ahead. Default: when the request came.
             * @example 1714564800000
             */
            time?: number;
            /**
             * @description What happened, in your words. Items of type `dislike` are not recommended to this user; those of all other types are the history.
             * @example view
             */
            type: string;
            /** @description How much: a rating, a price. */
            value?: number;
            /**
             * @description Where it happened; at most 8192 characters.
             * @example {
             *       "page": "home"
             *     }
             */
            context?: {
                [key: string]: unknown;
            };
            /** @description The `recommendationId` of the answer that led to it. */
            recommendationId?: string;
        };
        UserRecommendationResponse: components["schemas"]["RecommendationResponse"] & {
            user: components["schemas"]["UserId"] & unknown;
            /** @description How many of the kept events the answer rests on. */
            events: number;
        };
        /**
         * @example {
         *       "k": 10
         *     }
         */
        UserRecommendationRequest: {
            /**
             * @description How many to return.
             * @default 10
             */
            k?: number;
            /**
             * @description Never these. A title of several items excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description Only these, where given. A title of several items allows all of them. Where no item can be used, 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Not what the history holds. Default: as the model's data suggests, see `excludeSeen` of /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description What the list obeys besides the model: filters over attributes, boosts, caps, promotions, diversity, exploration (docs/rules.md); or the name of a set of the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Says of each item which of the last so many events of the history it is recommended for: `because`.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that cannot be used, as the model does not know them or as they are the title of several items: leave them out and list them, or answer 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            /**
             * @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them.
             * @example films@candidate
             */
            model?: string;
        };
        UserEvents: {
            user: components["schemas"]["UserId"] & unknown;
            events: components["schemas"]["KeptEvent"][];
            /** @description For `after`; absent on the last page. */
            next?: string;
        };
        KeptEvent: {
            id: string;
            user: components["schemas"]["UserId"] & unknown;
            item: components["schemas"]["ItemId"];
            time: number;
            type: string;
            value?: number;
            context?: {
                [key: string]: unknown;
            };
            /** @description The `recommendationId` of the answer that led to it. */
            recommendationId?: string;
        };
        Deletion: {
            user: components["schemas"]["UserId"] & unknown;
            /** @description Events that were deleted. */
            deleted: number;
        };
        Merge: {
            user: components["schemas"]["UserId"] & unknown;
            from: components["schemas"]["UserId"] & unknown;
            /** @description Events that moved. */
            merged: number;
        };
        /**
         * @example {
         *       "from": "session-9"
         *     }
         */
        MergeRequest: {
            from: components["schemas"]["UserId"] & unknown;
        };
        ImpressionsResponse: {
            /** @description How many reports are on disk now. */
            kept: number;
        };
        ImpressionsRequest: {
            impressions: components["schemas"]["Impression"][];
        };
        Impression: {
            /** @description The `recommendationId` of the answer that led to it. */
            recommendationId: string;
            /** @description Which items of the answer were shown; all where absent. */
            items?: components["schemas"]["ItemId"][];
            /** @description Milliseconds since 1970. Default: when the request came. */
            time?: number;
        };
        SimilarItems: {
            model: components["schemas"]["ModelName"];
            item: components["schemas"]["Item"];
            /** @description Best first. */
            similar: (components["schemas"]["Item"] & {
                /** @description Cosine, in -1..1. */
                similarity: number;
            })[];
        };
        ItemSearch: {
            items: components["schemas"]["Item"][];
        };
        ItemState: {
            id: string | number;
            title?: string;
            /**
             * @description Of the type that other items have under the name.
             * @example {
             *       "genre": [
             *         "Drama"
             *       ],
             *       "year": 1994,
             *       "price": 3.5
             *     }
             */
            attributes: {
                [key: string]: number | string | boolean | string[];
            };
            /** @description An item that is not available is in no list, from now on. */
            available: boolean;
        };
        ItemReplacement: {
            /**
             * @description Of the type that other items have under the name.
             * @example {
             *       "genre": [
             *         "Drama"
             *       ],
             *       "year": 1994,
             *       "price": 3.5
             *     }
             */
            attributes: {
                [key: string]: number | string | boolean | string[];
            };
            /**
             * @description An item that is not available is in no list, from now on.
             * @default true
             */
            available?: boolean;
        };
        ItemPatch: {
            /**
             * @description Those to change; null removes one.
             * @default {}
             * @example {
             *       "price": 2.5
             *     }
             */
            attributes?: {
                [key: string]: number | string | boolean | string[] | null;
            };
            /** @description An item that is not available is in no list, from now on. */
            available?: boolean;
        };
        ItemStates: {
            items: components["schemas"]["ItemState"][];
        };
        ItemChanges: {
            /** @description Each item once. */
            items: components["schemas"]["ItemChange"][];
        };
        ItemChange: components["schemas"]["ItemPatch"] & {
            id: components["schemas"]["ItemId"];
        };
        Models: {
            models: components["schemas"]["ServedModel"][];
        };
        ServedModel: {
            name: string;
            /**
             * @description What requests write after the name, as `name@alias`; absent where there is no registry.
             * @example current
             */
            alias?: string;
            /**
             * @description `loading` and `failed`: no version of it answers now; the log has the reason.
             * @enum {string}
             */
            state: "ready" | "loading" | "failed";
            /** @description The one that answers. */
            version?: string;
            /**
             * Format: date-time
             * @description Since when that version answers.
             */
            since?: string;
            /** @description A version that the alias names but that cannot be served; the log has the reason. */
            refused?: string;
            kind?: string;
            itemCount?: number;
            maxLength?: number;
            /** @example onnx */
            engine?: string;
            /** @description Whether recommendations leave out what the history holds, where a request does not say so: false where people often take the same item again. */
            excludeSeen?: boolean;
            /** @description As training measured them. */
            metrics?: {
                [key: string]: unknown;
            };
        };
        Status: {
            /** @enum {string} */
            status: "ok";
            model?: components["schemas"]["ModelName"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    recommend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecommendationRequest"];
            };
        };
        responses: {
            /** @description Recommendations, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationResponse"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description One result per request, in order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventsRequest"];
            };
        };
        responses: {
            /** @description They are kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsResponse"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendToUser: {
        parameters: {
            query?: {
                /** @description What the id in the path is. Default: text, unless it is a number of whom there are events and there are none of the text. */
                idType?: "text" | "number";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserRecommendationRequest"];
            };
        };
        responses: {
            /** @description Recommendations, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserRecommendationResponse"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: {
                /** @description What the id in the path is. Default: text, unless it is a number of whom there are events and there are none of the text. */
                idType?: "text" | "number";
                limit?: number;
                /** @description `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserEvents"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id in the path is that of two users, a text and a number; or there is no earlier version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: {
                /** @description What the id in the path is. Default: text, unless it is a number of whom there are events and there are none of the text. */
                idType?: "text" | "number";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is kept any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id in the path is that of two users, a text and a number; or there is no earlier version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mergeUsers: {
        parameters: {
            query?: {
                /** @description What the id in the path is. Default: text, unless it is a number of whom there are events and there are none of the text. */
                idType?: "text" | "number";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeRequest"];
            };
        };
        responses: {
            /** @description The events are those of the user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id in the path is that of two users, a text and a number; or there is no earlier version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addImpressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImpressionsRequest"];
            };
        };
        responses: {
            /** @description They are kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImpressionsResponse"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    similarItems: {
        parameters: {
            query?: {
                k?: number;
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Similar items, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimilarItems"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchItems: {
        parameters: {
            query: {
                query: string;
                limit?: number;
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Matching items, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemSearch"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeItems: {
        parameters: {
            query?: {
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemChanges"];
            };
        };
        responses: {
            /** @description What the items have now, in the order of the request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemStates"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getItem: {
        parameters: {
            query?: {
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the item has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceItem: {
        parameters: {
            query?: {
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemReplacement"];
            };
        };
        responses: {
            /** @description What the item has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteItem: {
        parameters: {
            query?: {
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the item has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeItem: {
        parameters: {
            query?: {
                /** @description Which model answers, where the server has several: `name`, which is `name@current`, `name@alias` or `name@version`; `GET /v1/models` lists them. */
                model?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemPatch"];
            };
        };
        responses: {
            /** @description What the item has now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more than one request may. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json` in UTF-8. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollBackModel: {
        parameters: {
            query?: {
                /** @description Which alias goes back. */
                alias?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That version answers now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServedModel"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such item or model, or nothing is kept of the user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id in the path is that of two users, a text and a number; or there is no earlier version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The answer took too long. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    isAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request does not fit its schema, or has a number that JSON does not keep exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A bearer key is needed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key may not do this; the operation names the scope that it needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not have this method; `Allow` lists those it has. */
            405: {
                headers: {
                    /** @description Methods of the path. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in a minute: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    /** @description Of the minute: how many requests, how many are left, seconds to the next. */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server failed; its log has the reason under the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
