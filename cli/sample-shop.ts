/** The shop whose log the sample is: tables of {@link generateSampleLog}, which is in `sample-log.ts`. */

/** The part of the time span in which the database fails, and what it does to the services in the order of {@link SERVICES}. */
export const SPIKE = { from: 0.62, until: 0.6304, errorShares: [0.04, 0.12, 0.45, 0.7], slowness: [1.5, 3, 6, 10] };

/** Who asks, and from where. */
export const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
  "okhttp/4.12.0",
];
export const REFERERS = ["-", "https://shop.example/", "https://shop.example/cart", "https://shop.example/search?q=lamp"];

/** Each service with the statuses of a good day in parts of 1,000, and its routes: weight, median ms, method, path; `#` is a number. */
export const SERVICES: [name: string, statuses: Record<number, number>, routes: string[]][] = [
  [
    "catalog",
    { 200: 905, 304: 70, 404: 22, 500: 3 },
    [
      "90 9 GET /",
      "80 14 GET /api/products",
      "140 11 GET /api/products/#",
      "40 18 GET /api/products/#/reviews",
      "6 35 POST /api/products/#/reviews",
      "30 12 GET /api/categories",
      "35 15 GET /api/categories/#",
      "70 48 GET /api/search?q=#",
      "25 60 GET /api/search/suggest?q=#",
      "20 22 GET /api/recommendations/#",
      "12 7 GET /api/brands/#",
      "60 3 GET /static/app.js",
      "60 3 GET /static/app.css",
      "110 5 GET /images/#/large",
      "25 2 GET /favicon.ico",
      "8 2 GET /robots.txt",
      "3 90 GET /sitemap.xml",
      "15 13 GET /api/promotions",
    ],
  ],
  [
    "users",
    { 200: 940, 204: 18, 401: 30, 403: 6, 404: 4, 500: 2 },
    [
      "22 85 POST /api/login",
      "9 12 POST /api/logout",
      "4 140 POST /api/register",
      "50 10 GET /api/users/#",
      "6 30 PUT /api/users/#",
      "14 16 GET /api/users/#/addresses",
      "4 28 POST /api/users/#/addresses",
      "25 12 GET /api/users/#/wishlist",
      "9 20 PUT /api/users/#/wishlist/#",
      "12 6 GET /api/session",
      "8 44 GET /account",
    ],
  ],
  [
    "orders",
    { 200: 930, 201: 40, 400: 12, 404: 8, 409: 6, 500: 3, 503: 1 },
    [
      "30 25 GET /api/cart/#",
      "24 31 POST /api/cart/#/items",
      "6 27 DELETE /api/cart/#/items/#",
      "14 110 POST /api/orders",
      "22 40 GET /api/orders/#",
      "10 55 GET /api/orders?page=#",
      "7 33 GET /api/orders/#/shipment",
      "3 45 DELETE /api/orders/#",
      "8 20 GET /api/stock/#",
      "9 70 GET /checkout",
    ],
  ],
  [
    "payments",
    { 200: 950, 402: 30, 400: 9, 502: 6, 504: 5 },
    [
      "10 210 POST /api/payments",
      "12 38 GET /api/payments/#",
      "2 160 POST /api/payments/#/refund",
      "6 24 GET /api/payment-methods/#",
      "4 19 POST /api/webhooks/bank",
      "15 2 GET /health",
    ],
  ],
];
