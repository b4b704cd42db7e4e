// SPDX-License-Identifier: Apache-2.0
/** Stands for somebody's WebSocket library. Never loaded from here, see LibraryLoader. */
package library;
