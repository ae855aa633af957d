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
         * Recommends items after one history
         * @description Ranks the items of the catalogue by how likely each comes next. A history without any item that the model knows gets popular items.
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
         * Recommends items after many histories
         * @description Each request gets the same result as if it were sent alone. While an experiment runs, a request that names a user is answered by the version of the user’s arm, and logged.
         */
        post: operations["recommendBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ratings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predicts how a user rates items
         * @description Predicts ratings of up to 1,000 items by what the user rated before. Items that the model does not know are left out.
         */
        post: operations["predictRatings"];
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
         * Stores events
         * @description Stores up to 1,000 events, all or none. The response comes when they are on disk; every later request sees them. Sending the same events again changes nothing.
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
         * Recommends items for a user
         * @description Recommends items for a user, based on the events that the server has stored, including those acknowledged a moment ago. A user without stored events gets popular items.
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
         * Stored events of a user
         * @description Events in order of time, in pages.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        /**
         * Deletes a user
         * @description Deletes all events of the user. The response comes after everything is deleted. Deleting an unknown user succeeds, too.
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
         * @description For a visitor who signs in. From then on, the session is another name for the user: later events of the session belong to the user. This ends when the user is deleted. If the session is merged into another user, that user gets the events that come after.
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
         * Reports which recommendations people saw
         * @description Reports for up to 1,000 responses that people saw them, or which of their items they saw. The response comes when the reports are on disk. If there are reports for an experiment, its results count only the reported lists.
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
         * Similar items
         * @description The items whose vectors in the model have the highest cosine similarity to the vector of this item.
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
         * Searches items by title
         * @description Finds items whose titles contain every word of the query, ignoring case and accents.
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
         * @description The attributes of the item: those of the training data, with later changes.
         */
        get: operations["getItem"];
        /**
         * Replaces the attributes of an item
         * @description The next request sees the change. If the server has an event store, the change is on disk before the response. Items that the model does not know get 404.
         */
        put: operations["replaceItem"];
        post?: never;
        /**
         * Takes an item out of every list
         * @description The item is never recommended from now on, but histories may contain it. PUT, or PATCH with `available`, brings it back.
         */
        delete: operations["deleteItem"];
        options?: never;
        head?: never;
        /**
         * Changes attributes of an item: its price, whether it is available
         * @description The next request sees the change. Attributes that the request does not name stay as they are.
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
         * The models that this server serves
         * @description Each model with its version and the metrics that training measured. Models of a registry have an entry for each alias.
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
         * Returns to the previous version
         * @description Points an alias of the registry at its previous version again, for all servers that watch the registry. The response comes when this server serves that version. Another call goes one version further back.
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
         * Whether the process is alive
         * @description For a platform that restarts a process if it does not respond.
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
         * Whether the server is ready for requests
         * @description For a load balancer. 503 while the model loads, hangs or is being replaced, while the event store does not respond, until item changes are read from the store, and while the server shuts down.
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
         * Metrics in the Prometheus text format
         * @description Metrics of requests, the queue, the model and the process.
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
            /** @description Multiplies the model's probability of items that match. */
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
            /** @description Prefers newer items, by an attribute that is a time since 1970. */
            freshness?: {
                attribute: string;
                /** @enum {string} */
                unit: "milliseconds" | "seconds" | "days" | "years";
                halfLife?: number;
                maxAge?: number;
                floor?: number;
            };
            /** @description Limits the number of items with the same value of an attribute. */
            caps?: {
                attribute: string;
                max: number;
            }[];
            /** @description Maximal marginal relevance over the item vectors. */
            diversity?: {
                lambda: number;
                pool?: number;
            };
            /** @description Places reserved for the best items of a filter. */
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
            /** @description Places that show a random item, with its propensity. */
            exploration?: {
                share: number;
                pool?: number;
            };
            /** @description Which stored events of the user exclude their items. Needs an event store. */
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
             * @description Why the item is at this place, if rules promote or explore.
             * @enum {string}
             */
            reason?: "rank" | "promotion" | "exploration";
            /** @description If rules explore: the probability that this place shows this item, given the items above it. Store it with the impression. */
            propensity?: number;
            /** @description Events of the history, the most important first. */
            because?: {
                id: string | number;
                title?: string;
                /** @description The score of the item minus its score after the history without this event. */
                drop: number;
            }[];
        };
        /**
         * @description An item's id as in the training data, as text or as a number, or the title if no other item has the same. A number beyond ±(2^53 − 1) is refused: send it as text.
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
             * @description Identifies the weights, the configuration and the items of the model.
             * @example 8d1f4c02ab6e
             */
            version: string;
        };
        /** @description The arm of a running experiment that the user is in. */
        Assignment: {
            name: string;
            /**
             * @description The alias of the model that made the recommendations.
             * @example candidate
             */
            arm: string;
        };
        Recommendations: {
            /**
             * @description Identifies this response. Events that it led to name it as their `recommendationId`.
             * @example 6f1c1f6e-6c9d-4a53-9d3a-0d3b0b8f5c11
             */
            recommendationId: string;
            /** @description Best first. */
            recommendations: components["schemas"]["Recommendation"][];
            /** @description Ids of the request that cannot be used. */
            ignored: components["schemas"]["ItemId"][];
            /**
             * @description A sentence for people: why these ids cannot be used.
             * @example [
             *       "the model does not know 7 of the history"
             *     ]
             */
            notices: string[];
            /**
             * @description `popularity` if the history has no item that the model knows, else null.
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
             * @description The items of the history, oldest first.
             * @example [
             *       318,
             *       296,
             *       593
             *     ]
             */
            history: components["schemas"]["ItemId"][];
            /** @description One timestamp for each item of the history. The server sorts the history by them; ties keep their order. Any other number of timestamps gets 422. */
            timestamps?: number[];
            /**
             * @description How many to return.
             * @default 10
             */
            k?: number;
            /**
             * @description Items that must not be recommended. A title that several items have excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description If given, only these items can be recommended. A title that several items have allows all of them. If none of the items can be used, the response is 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Whether to leave out the items of the history. Default: `excludeSeen` of the model in /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description Filters over attributes, boosts, caps, promotions, diversity and exploration (docs/rules.md), or the name of a set in the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Explains each item by the events of the history that matter most for it, in `because`. Considers this many of the last events.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that the model does not know or that are the title of several items: ignore them and list them in `ignored`, or refuse the request with 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            user?: components["schemas"]["UserId"];
            /**
             * @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them.
             * @example films@candidate
             */
            model?: string;
        };
        /**
         * @description Who gets the recommendations. An experiment chooses the arm by it, and the recommendation log contains it. The recommendations depend on `history` only.
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
             * @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them.
             * @example films@candidate
             */
            model?: string;
        };
        HistoryRequest: {
            /**
             * @description The items of the history, oldest first.
             * @example [
             *       318,
             *       296,
             *       593
             *     ]
             */
            history: components["schemas"]["ItemId"][];
            /** @description One timestamp for each item of the history. The server sorts the history by them; ties keep their order. Any other number of timestamps gets 422. */
            timestamps?: number[];
            /**
             * @description How many to return.
             * @default 10
             */
            k?: number;
            /**
             * @description Items that must not be recommended. A title that several items have excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description If given, only these items can be recommended. A title that several items have allows all of them. If none of the items can be used, the response is 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Whether to leave out the items of the history. Default: `excludeSeen` of the model in /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description Filters over attributes, boosts, caps, promotions, diversity and exploration (docs/rules.md), or the name of a set in the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Explains each item by the events of the history that matter most for it, in `because`. Considers this many of the last events.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that the model does not know or that are the title of several items: ignore them and list them in `ignored`, or refuse the request with 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            user?: components["schemas"]["UserId"];
        };
        RatingResponse: {
            model: components["schemas"]["ModelName"];
            ratings: components["schemas"]["PredictedRating"][];
            /** @description Ids of the history and of the items that the model does not know, or that are the title of several items. */
            ignored: components["schemas"]["ItemId"][];
            /** @description Why ids are ignored. */
            notices: string[];
        };
        PredictedRating: components["schemas"]["Item"] & {
            /**
             * @description Within the range of the ratings of the training data. If the model was trained with the log loss: the probability that the user likes the item.
             * @example 4.21
             */
            rating: number;
        };
        RatingRequest: {
            user?: components["schemas"]["UserId"] & unknown;
            /**
             * @description What is known of the user, by the names of the training data. Unknown names and values are ignored; a value of another type than in the data gets 422.
             * @example {
             *       "gender": "F",
             *       "age": 25
             *     }
             */
            attributes?: {
                [key: string]: string | number | string[];
            };
            /**
             * @description The items that the user rated, oldest first.
             * @example [
             *       318,
             *       296
             *     ]
             */
            history: components["schemas"]["ItemId"][];
            /**
             * @description One rating for each item of the history; any other number of ratings gets 422.
             * @example [
             *       5,
             *       4
             *     ]
             */
            ratings: number[];
            /**
             * @description One timestamp for each item of the history, in the unit of the training data. The server sorts the history by them; ties keep their order.
             * @example [
             *       978300019,
             *       978300055
             *     ]
             */
            timestamps?: number[];
            /**
             * @description When the user rates the items. Default: the newest of `timestamps`.
             * @example 978300103
             */
            timestamp?: number;
            /**
             * @description The items whose ratings are predicted.
             * @example [
             *       593
             *     ]
             */
            items: components["schemas"]["ItemId"][];
        };
        EventsResponse: {
            /** @description The number of events stored by this request. */
            stored: number;
            /** @description The number of events whose id was stored before. */
            duplicates: number;
            /** @description The ids of the events, in the order of the request. */
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
            /** @description Identifies the event. If several events have the same id, the first is stored, so a request can safely be sent again. Without an id the server makes one, and an event that is sent twice is stored twice. */
            id?: string;
            user: components["schemas"]["UserId"] & unknown;
            item: components["schemas"]["ItemId"];
            /**
             * @description Milliseconds since 1970, at most a day in the future. Default: the time of the request.
             * @example 1714564800000
             */
            time?: number;
            /**
             * @description What happened, in your own terms, such as `view` or `purchase`. Items of events of type `dislike` are not recommended to this user; all other events form the history.
             * @example view
             */
            type: string;
            /** @description A measure of the event, such as a rating or a price. */
            value?: number;
            /**
             * @description Where it happened, such as the page; at most 8192 characters as JSON.
             * @example {
             *       "page": "home"
             *     }
             */
            context?: {
                [key: string]: unknown;
            };
            /** @description The `recommendationId` of the response that led to the event. */
            recommendationId?: string;
        };
        UserRecommendationResponse: components["schemas"]["RecommendationResponse"] & {
            user: components["schemas"]["UserId"] & unknown;
            /** @description The number of stored events that the recommendations are based on. */
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
             * @description Items that must not be recommended. A title that several items have excludes all of them.
             * @default []
             */
            exclude?: components["schemas"]["ItemId"][];
            /** @description If given, only these items can be recommended. A title that several items have allows all of them. If none of the items can be used, the response is 422. */
            allow?: components["schemas"]["ItemId"][];
            /** @description Whether to leave out the items of the history. Default: `excludeSeen` of the model in /v1/models. */
            excludeSeen?: boolean;
            /**
             * @description Filters over attributes, boosts, caps, promotions, diversity and exploration (docs/rules.md), or the name of a set in the server's file of rules.
             * @example {
             *       "filter": "genre in ('Comedy','Drama') and year >= 1990"
             *     }
             */
            rules?: (string | {
                [key: string]: unknown;
            }) & (string | components["schemas"]["Rules"]);
            /**
             * @description Explains each item by the events of the history that matter most for it, in `because`. Considers this many of the last events.
             * @default 0
             */
            explain?: number;
            /**
             * @description What to do with ids that the model does not know or that are the title of several items: ignore them and list them in `ignored`, or refuse the request with 422.
             * @default ignore
             * @enum {string}
             */
            unknown?: "ignore" | "error";
            /**
             * @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them.
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
            /** @description The `recommendationId` of the response that led to the event. */
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
            /** @description The number of reports stored by this request. */
            kept: number;
        };
        ImpressionsRequest: {
            impressions: components["schemas"]["Impression"][];
        };
        Impression: {
            /** @description The `recommendationId` of the response that led to the event. */
            recommendationId: string;
            /** @description The items of the response that people saw. Default: all. */
            items?: components["schemas"]["ItemId"][];
            /** @description Milliseconds since 1970. Default: the time of the request. */
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
             * @description Has the same type as this attribute of other items.
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
            /** @description An item that is not available is never recommended. */
            available: boolean;
        };
        ItemReplacement: {
            /**
             * @description Has the same type as this attribute of other items.
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
             * @description An item that is not available is never recommended.
             * @default true
             */
            available?: boolean;
        };
        ItemPatch: {
            /**
             * @description The attributes to change. null removes an attribute.
             * @default {}
             * @example {
             *       "price": 2.5
             *     }
             */
            attributes?: {
                [key: string]: number | string | boolean | string[] | null;
            };
            /** @description An item that is not available is never recommended. */
            available?: boolean;
        };
        ItemStates: {
            items: components["schemas"]["ItemState"][];
        };
        ItemChanges: {
            /** @description Each item once. */
            items: components["schemas"]["ItemChange"][];
        };
        ItemChange: {
            id: components["schemas"]["ItemId"];
            /**
             * @description The attributes to change. null removes an attribute.
             * @default {}
             * @example {
             *       "price": 2.5
             *     }
             */
            attributes?: {
                [key: string]: number | string | boolean | string[] | null;
            };
            /** @description An item that is not available is never recommended. */
            available?: boolean;
        };
        Models: {
            models: components["schemas"]["ServedModel"][];
        };
        ServedModel: {
            name: string;
            /**
             * @description Requests name the model as `name@alias`. Absent if the server has no registry.
             * @example current
             */
            alias?: string;
            /**
             * @description `loading` and `failed` mean that no version is served now. The log has the reason.
             * @enum {string}
             */
            state: "ready" | "loading" | "failed";
            /** @description The version that is served. */
            version?: string;
            /**
             * Format: date-time
             * @description When this version began to be served.
             */
            since?: string;
            /** @description A version that the alias names, but that cannot be served. The log has the reason. */
            refused?: string;
            kind?: string;
            itemCount?: number;
            maxLength?: number;
            /** @example onnx */
            engine?: string;
            /** @description Whether recommendations leave out items of the history, unless a request says otherwise. False for data in which people often take the same item again. */
            excludeSeen?: boolean;
            /** @description The metrics that training measured. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
    predictRatings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RatingRequest"];
            };
        };
        responses: {
            /** @description The predicted ratings, in the order of the items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatingResponse"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
            /** @description They are stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsResponse"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The type of the id in the path. Default: text, unless only the number has events. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The type of the id in the path. Default: text, unless only the number has events. */
                idType?: "text" | "number";
                limit?: number;
                /** @description `next` of the previous page. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Two users have the id in the path, one as text and one as a number; or the alias has no previous version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The type of the id in the path. Default: text, unless only the number has events. */
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
            /** @description Everything is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Two users have the id in the path, one as text and one as a number; or the alias has no previous version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The type of the id in the path. Default: text, unless only the number has events. */
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
            /** @description The events belong to the user now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description Two users have the id in the path, one as text and one as a number; or the alias has no previous version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
            /** @description They are stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImpressionsResponse"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The attributes of the item, and whether it is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The attributes of the item, and whether it is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The attributes of the item, and whether it is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
                /** @description The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them. */
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
            /** @description The attributes of the item, and whether it is available. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemState"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
            /** @description The body is too large, or asks for more work than one request may. */
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
            /** @description The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
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
                /** @description The alias that returns to its previous version. */
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
            /** @description The previous version is served now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServedModel"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The item or the model does not exist, or the user has no stored events. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
                    Allow?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Two users have the id in the path, one as text and one as a number; or the alias has no previous version. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The response took too long. */
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
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
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
            /** @description The server is ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
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
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request does not match its schema, or has a number that JSON cannot represent exactly. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request needs a bearer key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key lacks the scope that the operation needs. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The path does not allow this method; `Allow` lists the methods that it allows. */
            405: {
                headers: {
                    /** @description The methods that the path allows. */
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
                    /** @description Seconds to wait. */
                    "Retry-After"?: number;
                    /** @description The limit per minute, the requests left, and the seconds until the next minute. */
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
            /** @description The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    /** @description Seconds to wait. */
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
